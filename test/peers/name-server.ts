import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const [ADDRESS, NO_SUCH_NAME] = [1, 3] as const;
const SECONDS = 60;

/** A name server by hand (RFC 1035): names of `addresses` are there, those that begin with `silent` are answered nothing, all others are not there. */
export class NameServer {
  /** By name. */
  readonly addresses = new Map<string, string>();
  /** Names that were asked for, each as often as it was, for IPv4. */
  readonly asked: string[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(): Promise<NameServer> {
    const socket = createSocket('udp4');
    const server = new NameServer(socket);
    socket.on('message', (question, { address, port }) => {
      const answer = server.#answer(question);
      if (answer !== null) socket.send(answer, port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  /** As `setServers` takes it. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #answer(question: Buffer): Buffer | null {
    const { name, end } = readName(question);
    const wantsAddress = question.readUInt16BE(end) === ADDRESS;
    if (wantsAddress) this.asked.push(name);
    if (name.startsWith('silent')) return null;
    const address = this.addresses.get(name);
    const hasAnswer = address !== undefined && wantsAddress;
    const head = Buffer.alloc(12);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 + (address === undefined ? NO_SUCH_NAME : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(hasAnswer ? 1 : 0, 6);
    const record = Buffer.from([
      0xc0,
      12,
      0,
      ADDRESS,
      0,
      1,
      0,
      0,
      0,
      SECONDS,
      0,
      4,
      ...(address ?? '').split('.').map(Number),
    ]);
    return Buffer.concat([head, question.subarray(12, end + 4), ...(hasAnswer ? [record] : [])]);
  }
}

/** The first name that is asked for, and where its type stands. */
function readName(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}
