import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpLimits } from '../limits.ts';
import { readSimpleRequest } from './simple-request.ts';

const read = (text: string) => readSimpleRequest(Buffer.from(text, 'latin1'), null);
const get = (fields: string) => `GET /hls/0/stream.m3u8 HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

test('a request of a player is read whole', () => {
  const request = read(
    'GET /hls/0/stream.m3u8?_HLS_msn=4&_HLS_part=1 HTTP/1.1\r\nHost: tv.example:8080\r\nUser-Agent:Some Player/1.0 (x; y)\r\nRANGE: \tbytes=0-1 \r\nempty:\r\nConnection: Keep-Alive\r\n\r\n',
  );
  assert.equal(request?.method, 'GET');
  assert.equal(request?.target, '/hls/0/stream.m3u8?_HLS_msn=4&_HLS_part=1');
  assert.deepEqual(
    { ...request?.fields.headers },
    {
      host: 'tv.example:8080',
      'user-agent': 'Some Player/1.0 (x; y)',
      range: 'bytes=0-1',
      empty: '',
      connection: 'Keep-Alive',
    },
  );
  assert.equal(read('HEAD / HTTP/1.1\r\nhost: [::1]:8080\r\n\r\n')?.method, 'HEAD');
});

test('a name that every object has is a header like any other', () => {
  const headers = read(get('__proto__: x\r\nconstructor: y\r\n'))?.fields.headers;
  assert.deepEqual([headers?.['__proto__'], headers?.['constructor'], headers?.['toString']], ['x', 'y', undefined]);
});

test('fields that are known are not read again, others are', () => {
  const first = read(get('range: bytes=0-1\r\n'));
  const again = readSimpleRequest(Buffer.from(get('range: bytes=0-1\r\n')), first?.fields ?? null);
  assert.equal(again?.fields, first?.fields);
  const other = readSimpleRequest(Buffer.from(get('range: bytes=0-2\r\n')), first?.fields ?? null);
  assert.equal(other?.fields.headers.range, 'bytes=0-2');
});

const doubtful: Record<string, string> = {
  'another method': 'POST /hls/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'a method in lower case': 'get /hls/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'blanks before it': ' GET /hls/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'an empty line before it': '\r\nGET /hls/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'two blanks': 'GET  /hls/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'a blank in the target': 'GET /hls/x y HTTP/1.1\r\nHost: a\r\n\r\n',
  'a tab in the target': 'GET /hls/\tx HTTP/1.1\r\nHost: a\r\n\r\n',
  'a letter beyond ASCII in the target': 'GET /hls/\xe4 HTTP/1.1\r\nHost: a\r\n\r\n',
  'the absolute form': 'GET http://a/hls/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'the asterisk form': 'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
  'a target that is too long': `GET /${'x'.repeat(httpLimits.maxTargetLength)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  'HTTP/1.0': 'GET /hls/x HTTP/1.0\r\nHost: a\r\n\r\n',
  'HTTP/2': 'GET /hls/x HTTP/2.0\r\nHost: a\r\n\r\n',
  'no version': 'GET /hls/x\r\nHost: a\r\n\r\n',
  'a blank after the version': 'GET /hls/x HTTP/1.1 \r\nHost: a\r\n\r\n',
  'lines that end in LF': 'GET /hls/x HTTP/1.1\nHost: a\n\n',
  'one line that ends in LF': 'GET /hls/x HTTP/1.1\r\nHost: a\nb: c\r\n\r\n',
  'a CR alone': get('b: c\rd: e\r\n'),
  'a NUL': get('b: \0\r\n'),
  'a DEL': get('b: \x7f\r\n'),
  'a letter beyond ASCII in a value': get('b: \xe4\r\n'),
  'a blank before the colon': get('b : c\r\n'),
  'no name': get(': c\r\n'),
  'no colon': get('b\r\n'),
  'a folded line': get('b: c\r\n d\r\n'),
  'no host': 'GET /hls/x HTTP/1.1\r\nb: c\r\n\r\n',
  'no fields': 'GET /hls/x HTTP/1.1\r\n\r\n',
  'an empty host': 'GET /hls/x HTTP/1.1\r\nHost:\r\n\r\n',
  'a host that is none': 'GET /hls/x HTTP/1.1\r\nHost: a@b\r\n\r\n',
  'two hosts': get('host: a\r\n'),
  'a header twice': get('range: bytes=0-1\r\nRange: bytes=0-1\r\n'),
  'a header twice, empty at first': get('range:\r\nRange: bytes=0-1\r\n'),
  'a body': get('content-length: 1\r\n') + 'x',
  'a body of nothing': get('content-length: 0\r\n'),
  'a body in chunks': get('transfer-encoding: chunked\r\n') + '0\r\n\r\n',
  'an expectation': get('expect: 100-continue\r\n'),
  'an upgrade': get('connection: upgrade\r\nupgrade: websocket\r\n'),
  'an upgrade without a word about the connection': get('upgrade: h2c\r\n'),
  'the end of the connection': get('connection: close\r\n'),
  'several words about the connection': get('connection: keep-alive, te\r\n'),
  'too many fields': get(Array.from({ length: 64 }, (_, at) => `x${at}: y\r\n`).join('')),
  'a head that is too large': get(`b: ${'x'.repeat(httpLimits.maxHeaderBytes)}\r\n`),
  'another request behind it': get('') + get(''),
  'a byte behind it': `${get('')}x`,
  nothing: '',
};

for (const [what, text] of Object.entries(doubtful))
  test(`the web server judges ${what}`, () => assert.equal(read(text), null));

test('the web server judges what is not whole', () => {
  const whole = get('range: bytes=0-1\r\n');
  assert.notEqual(read(whole), null);
  for (let length = 0; length < whole.length; length += 1) assert.equal(read(whole.slice(0, length)), null);
});
