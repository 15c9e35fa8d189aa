import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { until } from './wait.ts';
import { type ClientFrame, clientFrame, FrameReader, opcodes } from './websocket-frames.ts';

/** An event of the chat, as far as every one has it; clients take what they know. */
export interface ChatEvent {
  readonly type: string;
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string;
  readonly title?: string;
  readonly visible?: boolean;
  readonly ids?: readonly string[];
  readonly oldName?: string;
  readonly user?: ChatEventUser;
}

export interface ChatEventUser {
  readonly id: string;
  readonly displayName: string;
  readonly displayColor: number;
  readonly previousNames: readonly string[];
  readonly [other: string]: unknown;
}

export interface ChatClientNeeds {
  readonly port: number;
  /** Null sends none. */
  readonly token: string | null;
  /** Address on loopback to come from. */
  readonly localAddress?: string;
  /** Further headers of the handshake, such as what extensions are offered. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further words of the address's query, such as `&after=ID`. */
  readonly query?: string;
}

/** The server answered the handshake with something else than 101. */
export class HandshakeRefused extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`the handshake was refused: ${status} ${body}`);
    this.status = status;
    this.body = body;
  }
}

/** How a connection ended; the code is null where nothing was said. */
export interface ChatEnd {
  readonly code: number | null;
  readonly reason: string;
}

const HEAD_END = '\r\n\r\n';
const HANDSHAKE_MS = 20_000;
const MAX_EVENTS_KEPT = 5000;
const WAIT_MS = 10_000;

/** The request that opens a WebSocket of the chat (RFC 6455, 4.1). */
export function handshake(needs: Omit<ChatClientNeeds, 'localAddress'>): string {
  const query = needs.token === null ? '' : `?accessToken=${encodeURIComponent(needs.token)}${needs.query ?? ''}`;
  const headers = {
    Host: `127.0.0.1:${needs.port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Version': '13',
    ...needs.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /ws${query} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** A client of the chat on a bare socket, so that it can also do what no honest client does. */
export class ChatClient {
  readonly socket: Socket;
  /** The answer to the handshake. */
  readonly head: string;
  /** Everything that came, the oldest first; the oldest are forgotten beyond some thousands. */
  readonly events: ChatEvent[] = [];
  readonly ended: Promise<ChatEnd>;
  /** Frames that came, pings and goodbyes not counted. */
  frameCount = 0;
  pingCount = 0;
  answersPings = true;
  #end: ChatEnd = { code: null, reason: '' };
  #isOver = false;

  private constructor(socket: Socket, head: string) {
    this.socket = socket;
    this.head = head;
    const reader = new FrameReader((opcode, payload) => this.#take(opcode, payload));
    socket.on('data', (chunk: Buffer) => reader.read(chunk));
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        this.#isOver = true;
        resolve(this.#end);
      });
    });
  }

  /** Connects and shakes hands; rejects with HandshakeRefused when the server answers something else. */
  static async open(needs: ChatClientNeeds): Promise<ChatClient> {
    const socket = connect({ host: '127.0.0.1', port: needs.port, localAddress: needs.localAddress });
    socket.setTimeout(HANDSHAKE_MS, () => socket.destroy(new Error('the handshake took too long')));
    const { head, rest } = await answerTo(socket, handshake(needs));
    socket.setTimeout(0);
    const status = Number(head.slice(9, 12));
    if (status !== 101) {
      const body = rest.toString() + (await readToEnd(socket));
      throw new HandshakeRefused(status, body);
    }
    const client = new ChatClient(socket, head);
    socket.on('error', () => undefined);
    if (rest.length > 0) socket.emit('data', rest);
    socket.resume();
    return client;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends an event as JSON. */
  send(event: object): void {
    this.sendFrame({ opcode: opcodes.text, payload: JSON.stringify(event) });
  }

  say(body: string): void {
    this.send({ type: 'CHAT', body });
  }

  sendFrame(frame: ClientFrame): void {
    if (this.socket.writable) this.socket.write(clientFrame(frame));
  }

  /** Waits for an event, among those that came already, too. */
  async next(type: string, isIt: (event: ChatEvent) => boolean = () => true): Promise<ChatEvent> {
    const explain = () => `It got ${this.events.map((event) => `${event.type} ${event.body ?? ''}`).join(', ')}`;
    const find = () => this.events.find((event) => event.type === type && isIt(event));
    return until(`the chat says ${type}`, find, { timeoutMs: WAIT_MS, everyMs: 10, explain });
  }

  /** Says goodbye and waits for the answer. */
  async leave(): Promise<void> {
    this.sendFrame({ opcode: opcodes.close, payload: Buffer.of(0x03, 0xe8) });
    await this.ended;
  }

  /** Hangs up without a word. */
  drop(): void {
    this.socket.destroy();
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.close) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : null;
      this.#end = { code, reason: payload.toString('utf8', 2) };
      this.sendFrame({ opcode: opcodes.close, payload: Buffer.from(payload.subarray(0, 2)) });
      this.socket.end();
      return;
    }
    if (opcode === opcodes.ping) {
      this.pingCount += 1;
      if (this.answersPings) this.sendFrame({ opcode: opcodes.pong, payload: Buffer.from(payload) });
      return;
    }
    if (opcode === opcodes.pong) return;
    this.frameCount += 1;
    for (const line of payload.toString('utf8').split('\n')) this.events.push(JSON.parse(line) as ChatEvent);
    if (this.events.length > MAX_EVENTS_KEPT) this.events.splice(0, this.events.length - MAX_EVENTS_KEPT);
  }
}

/** The head of the answer, and what came with it beyond its end. */
function answerTo(socket: Socket, request: string): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const settle = (): void => {
      socket.off('data', read);
      socket.off('error', reject);
      socket.off('close', fail);
    };
    const fail = (): void => reject(new HandshakeRefused(0, 'the connection was closed'));
    const read = (chunk: Buffer): void => {
      answer = Buffer.concat([answer, chunk]);
      const end = answer.indexOf(HEAD_END);
      if (end < 0) return;
      settle();
      socket.pause();
      resolve({ head: answer.toString('latin1', 0, end), rest: answer.subarray(end + HEAD_END.length) });
    };
    socket.on('data', read);
    socket.once('error', reject);
    socket.once('close', fail);
    socket.write(request);
  });
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  socket.resume();
  if (!socket.closed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return text;
}
