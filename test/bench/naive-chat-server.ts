import { WebSocketServer } from 'ws';

/**
 * The chat server that everybody writes first: what one says is sent to each, one after the other. It takes what Aerial takes and says what
 * Aerial says, without any of its checks. Its port comes on the command line.
 */
const port = Number(process.argv[2]);
const server = new WebSocketServer({ port, host: '127.0.0.1', path: '/ws', perMessageDeflate: false, backlog: 4096 });
let lastMessage = 0;

server.on('connection', (socket, request) => {
  const id = new URL(request.url ?? '', 'http://host').searchParams.get('accessToken') ?? '';
  const user = {
    id: id.slice(-14),
    displayName: id.slice(0, 30),
    displayColor: 0,
    createdAt: new Date(0).toISOString(),
    previousNames: [],
    isBot: false,
    authenticated: false,
  };
  socket.on('message', (data: Buffer) => {
    const { body } = JSON.parse(data.toString()) as { body: string };
    const event = {
      type: 'CHAT',
      id: `message-${(lastMessage += 1)}`,
      timestamp: new Date().toISOString(),
      body: `<p>${body}</p>`,
      user,
      visible: true,
    };
    const text = JSON.stringify(event);
    for (const client of server.clients) client.send(text);
  });
});
server.on('listening', () => console.log('ready'));
