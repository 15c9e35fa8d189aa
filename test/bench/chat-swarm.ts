import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { handshake } from '../peers/chat-client.ts';
import { addressOf, tokenOf } from '../peers/chat-people.ts';
import { clientFrame, FrameReader, opcodes } from '../peers/websocket-frames.ts';
import { Histogram } from './histogram.ts';

/** What the swarm is told on its command line, as JSON. */
export interface ChatSwarmOrder {
  readonly port: number;
  readonly clients: number;
}

/** What it is told to do, a line of JSON each on standard input; each is answered by one line. */
export type ChatTask =
  | { readonly do: 'connect' }
  | { readonly do: 'return' }
  | { readonly do: 'talk'; readonly perSecond: number; readonly measureMs: number }
  | { readonly do: 'saturate'; readonly outstanding: number; readonly measureMs: number };

export interface ChatSwarmResult {
  /** Connections that are open at the end of the task. */
  readonly open: number;
  /** Connections that the server closed since the start. */
  readonly closed: number;
  /** What the task took in all. */
  readonly tookMs: number;
  readonly sent: number;
  /** Messages times clients that should have come, and that came. */
  readonly expected: number;
  readonly delivered: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly deliveriesPerSecond: number;
  readonly megabytesPerSecond: number;
}

/** Connections opened at once, every 20 ms. */
const OPENED_AT_ONCE = 40;
/** How long a message may still be under way and count. */
const AFTERMATH_MS = 4000;
/** What a message's time is written between; nothing else in an event holds it. */
const MARK = '^';
const MARK_BYTE = MARK.charCodeAt(0);
/** Beside the time this makes a message as long as people write them. */
const WORDS = 'A message as long as people write them';
/** No talker sends faster than a server lets one client send. */
const TALKER_PAUSE_MS = 100;

/** All connections read into these bytes, one at a time. */
const arrival = Buffer.allocUnsafeSlow(256 * 1024);

/** Thousands of clients of a chat, and those among them who talk, in one process: all times are of one clock. */
class ChatSwarm {
  readonly #order: ChatSwarmOrder;
  readonly #sockets: Socket[] = [];
  readonly #readers: FrameReader[] = [];
  readonly #lastSaidMs: number[] = [];
  #delays = new Histogram();
  #bytes = 0;
  #closed = 0;
  #sent = 0;
  #nextTalker = 0;
  /** What the last client reads while the server is saturated: its share stands for everybody's. */
  #listened = { bytes: 0, events: 0 };
  #onHeard: () => void = () => {};

  constructor(order: ChatSwarmOrder) {
    this.#order = order;
  }

  async run(task: ChatTask): Promise<ChatSwarmResult> {
    this.#delays = new Histogram();
    this.#sent = 0;
    const startedMs = performance.now();
    if (task.do === 'connect') await this.#connect();
    if (task.do === 'return') await this.#return();
    if (task.do === 'talk') await this.#talk(task.perSecond, task.measureMs);
    const isSaturating = task.do === 'saturate';
    const rate = isSaturating
      ? await this.#saturate(task.outstanding, task.measureMs)
      : { deliveries: 0, megabytes: 0 };
    const open = this.#sockets.filter((socket) => !socket.destroyed).length;
    return {
      open,
      closed: this.#closed,
      tookMs: performance.now() - startedMs,
      sent: this.#sent,
      expected: this.#sent * open,
      delivered: this.#delays.total,
      p50Ms: this.#delays.quantile(0.5),
      p99Ms: this.#delays.quantile(0.99),
      maxMs: this.#delays.quantile(1),
      deliveriesPerSecond: rate.deliveries,
      megabytesPerSecond: rate.megabytes,
    };
  }

  async #connect(): Promise<void> {
    for (let first = 0; first < this.#order.clients; first += OPENED_AT_ONCE) {
      const group = Array.from(
        { length: Math.min(OPENED_AT_ONCE, this.#order.clients - first) },
        (_, at) => first + at,
      );
      await Promise.all(group.map((person) => this.#open(person)));
      await pause(5);
    }
  }

  /** All are cut off and come back at once, as when a network fails or a server was restarted. */
  async #return(): Promise<void> {
    const closedBefore = this.#closed;
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(Array.from({ length: this.#order.clients }, (_, person) => this.#open(person)));
    this.#closed = closedBefore;
  }

  /** A message every so often, each of another client, as in a lively chat. */
  async #talk(perSecond: number, measureMs: number): Promise<void> {
    const startedMs = performance.now();
    for (let dueMs = 0; dueMs < measureMs; dueMs += 1000 / perSecond) {
      await pause(Math.max(0, startedMs + dueMs - performance.now()));
      this.#say();
    }
    await pause(AFTERMATH_MS);
  }

  /** So many messages are always under way: who hears one of them says the next. What is counted is what arrives at everybody. */
  async #saturate(outstanding: number, measureMs: number): Promise<{ deliveries: number; megabytes: number }> {
    for (const reader of this.#readers) reader.wantsText = false;
    const listener = this.#readers.at(-1);
    if (listener !== undefined) listener.wantsText = true;
    this.#onHeard = () => this.#say();
    for (let said = 0; said < outstanding; said += 1) this.#say();
    await pause(measureMs / 4);
    [this.#bytes, this.#listened] = [0, { bytes: 0, events: 0 }];
    const startedMs = performance.now();
    await pause(measureMs);
    const seconds = (performance.now() - startedMs) / 1000;
    const [bytes, { bytes: itsBytes, events }] = [this.#bytes, this.#listened];
    this.#onHeard = () => {};
    await pause(AFTERMATH_MS);
    return { deliveries: ((bytes / itsBytes) * events) / seconds, megabytes: bytes / 1e6 / seconds };
  }

  /** The next talker says something, in its turn and not too fast. */
  #say(): void {
    const person = this.#nextTalker;
    this.#nextTalker = (person + 1) % this.#sockets.length;
    const now = performance.now();
    const dueMs = Math.max(now, (this.#lastSaidMs[person] ?? 0) + TALKER_PAUSE_MS);
    this.#lastSaidMs[person] = dueMs;
    const speak = (): void => {
      const body = `${WORDS} ${MARK}${performance.now().toFixed(1)}${MARK}`;
      this.#sent += 1;
      this.#sockets[person]?.write(
        clientFrame({ opcode: opcodes.text, payload: JSON.stringify({ type: 'CHAT', body }) }),
      );
    };
    if (dueMs <= now) speak();
    else setTimeout(speak, dueMs - now);
  }

  #open(person: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOpen = false;
      const isLast = person === this.#order.clients - 1;
      const reader = new FrameReader((opcode, payload, wireBytes) =>
        this.#take(person, isLast, opcode, payload, wireBytes),
      );
      const read = (chunk: Buffer): void => {
        this.#bytes += chunk.length;
        if (isOpen) return reader.read(chunk);
        const end = chunk.indexOf('\r\n\r\n');
        if (end < 0 || chunk.toString('latin1', 9, 12) !== '101') return reject(new Error(chunk.toString('latin1')));
        isOpen = true;
        reader.read(chunk.subarray(end + 4));
        resolve();
      };
      const socket = connect({
        host: '127.0.0.1',
        port: this.#order.port,
        localAddress: addressOf(person),
        onread: {
          buffer: arrival,
          callback: (length) => {
            read(arrival.subarray(0, length));
            return true;
          },
        },
      });
      socket.setNoDelay(true);
      socket.on('connect', () => socket.write(handshake({ port: this.#order.port, token: tokenOf(person) })));
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#closed += 1;
        reject(new Error('the connection was closed'));
      });
      this.#sockets[person] = socket;
      this.#readers[person] = reader;
    });
  }

  #take(person: number, isLast: boolean, opcode: number, payload: Buffer, wireBytes: number): void {
    if (opcode === opcodes.ping) {
      this.#sockets[person]?.write(clientFrame({ opcode: opcodes.pong, payload: Buffer.from(payload) }));
      return;
    }
    if (isLast) this.#listened.bytes += wireBytes;
    const now = performance.now();
    for (let at = payload.indexOf(MARK_BYTE); at >= 0; at = payload.indexOf(MARK_BYTE, at)) {
      const end = payload.indexOf(MARK_BYTE, at + 1);
      this.#delays.add(now - Number(payload.toString('latin1', at + 1, end)));
      if (isLast) this.#listened.events += 1;
      if (isLast) this.#onHeard();
      at = end + 1;
    }
  }
}

const order = JSON.parse(process.argv[2] ?? '') as ChatSwarmOrder;
const swarm = new ChatSwarm(order);
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await swarm.run(JSON.parse(line) as ChatTask)));
}
process.exit(0);
