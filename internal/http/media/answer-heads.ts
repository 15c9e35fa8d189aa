import { STATUS_CODES } from 'node:http';
import type { Clock } from '../../platform/clock.ts';
import { httpLimits } from '../limits.ts';

interface Written {
  readonly status: number;
  /** The second that its Date says. */
  readonly second: number;
  readonly bytes: Buffer;
}

/** RFC 9110, 5.5. Node refuses to send anything else as well. */
const UNFIT = /[^\t\x20-\x7e\x80-\xff]/;
const KEEP_ALIVE = `Connection: keep-alive\r\nKeep-Alive: timeout=${httpLimits.keepAliveMs / 1000}\r\n\r\n`;

/** Heads of answers as they go over the wire, in the words of `node:http`. A list of headers that is used by many is written out once a second. */
export class AnswerHeads {
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #written = new WeakMap<readonly string[], Written>();

  constructor(needs: { clock: Pick<Clock, 'wallMs'> }) {
    this.#clock = needs.clock;
  }

  /** Throws for headers that cannot be sent, and for those that do not say how long the body is. */
  write(status: number, headers: readonly string[]): Buffer {
    const second = Math.floor(this.#clock.wallMs() / 1000);
    const known = this.#written.get(headers);
    if (known !== undefined && known.second === second && known.status === status) return known.bytes;
    const bytes = render(status, headers, new Date(second * 1000));
    this.#written.set(headers, { status, second, bytes });
    return bytes;
  }
}

function render(status: number, headers: readonly string[], date: Date): Buffer {
  let lines = '';
  let isFramed = status === 204 || status === 304;
  for (let at = 0; at < headers.length; at += 2) {
    const [name, value] = [headers[at] ?? '', headers[at + 1] ?? ''];
    if (UNFIT.test(value)) throw new Error(`The header ${name} has characters that cannot be sent.`);
    isFramed ||= name === 'Content-Length';
    lines += `${name}: ${value}\r\n`;
  }
  if (!isFramed) throw new Error('An answer without a Content-Length would not end.');
  const start = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  return Buffer.from(`${start}${lines}Date: ${date.toUTCString()}\r\n${KEEP_ALIVE}`, 'latin1');
}
