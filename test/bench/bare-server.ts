import { createServer } from 'node:http';

/** The least that Node can do: the same answer to everything. Its port, headers and body come as JSON on the command line. */
const [port, headers, body = ''] = process.argv.slice(2);
const pairs = Object.entries(JSON.parse(headers ?? '{}') as Record<string, string>).flat();

createServer((_request, response) => {
  response.writeHead(200, pairs);
  response.end(body);
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
