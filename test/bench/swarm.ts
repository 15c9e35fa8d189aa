import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { quantile } from '../peers/statistics.ts';
import { readPosition } from './playlist-position.ts';
import { RawConnection } from './swarm-viewer.ts';
import type { Answer } from './swarm-viewer.ts';

/** What the swarm is told, as JSON on its command line. */
export interface SwarmOrder {
  readonly port: number;
  /** Path of the media playlist. */
  readonly playlist: string;
  readonly viewers: number;
  readonly settleMs: number;
  readonly measureMs: number;
  /** A part that is complete at a viewer later than this after its publication counts as late. */
  readonly lateMs: number;
}

/** What the swarm answers, as one line of JSON. Milliseconds are counted from a part's publication. */
export interface SwarmResult {
  readonly viewers: number;
  readonly partsExpected: number;
  readonly parts: number;
  readonly late: number;
  /** Answers other than 200, and connections that were closed. */
  readonly failures: number;
  readonly requestsPerSecond: number;
  readonly gigabitsPerSecond: number;
  readonly playlistP50Ms: number;
  readonly playlistP99Ms: number;
  readonly partP50Ms: number;
  readonly partP99Ms: number;
  readonly partMaxMs: number;
  /** The longest time from one publication to the next: a server that publishes late cannot hide behind its viewers. */
  readonly longestTickMs: number;
}

/** Connections opened at once, every 20 ms, so that the listen queue never overflows. */
const OPENED_AT_ONCE = 50;

/** How long after the measurement parts published within it may still arrive and be counted (as late). */
const AFTERMATH_MS = 1500;

interface Part {
  readonly path: string;
  readonly next: { readonly msn: number; readonly part: number };
  readonly publishedMs: number;
}

/**
 * Thousands of low-latency viewers in one process: each holds a blocking playlist request, then gets the part that it
 * announced, and so on. A part counts as published when the first of all viewers learns of it.
 */
class Swarm {
  readonly #order: SwarmOrder;
  readonly #connections: RawConnection[] = [];
  /** What each request `msn.part` led to, as the first viewer to be answered read it. */
  readonly #answers = new Map<string, Part>();
  readonly #published: number[] = [];
  readonly #playlistDelays: number[] = [];
  readonly #partDelays: number[] = [];
  #start = { msn: 0, part: 0 };
  #window = { fromMs: Infinity, untilMs: Infinity };
  #isStopping = false;
  #failures = 0;
  #requests = 0;
  #bytes = 0;

  constructor(order: SwarmOrder) {
    this.#order = order;
  }

  async run(): Promise<SwarmResult> {
    await this.#learnPosition();
    for (let opened = 0; opened < this.#order.viewers; opened += OPENED_AT_ONCE) {
      for (let n = 0; n < Math.min(OPENED_AT_ONCE, this.#order.viewers - opened); n += 1) this.#open();
      await pause(20);
    }
    await pause(this.#order.settleMs);
    const fromMs = performance.now();
    this.#window = { fromMs, untilMs: fromMs + this.#order.measureMs };
    [this.#failures, this.#requests, this.#bytes] = [0, 0, 0];
    await pause(this.#order.measureMs);
    const totals = { requests: this.#requests, bytes: this.#bytes };
    await pause(AFTERMATH_MS);
    this.#isStopping = true;
    for (const connection of this.#connections) connection.close();
    return this.#conclude(totals);
  }

  async #learnPosition(): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.#order.port}${this.#order.playlist}`);
    const position = readPosition(await answer.text());
    this.#start = { msn: position.nextMsn, part: position.nextPart };
  }

  #open(): void {
    const connection = new RawConnection(this.#order.port, {
      onOpen: () => this.#askPlaylist(connection, this.#start.msn, this.#start.part),
      onClose: () => {
        if (!this.#isStopping) this.#failures += 1;
      },
    });
    this.#connections.push(connection);
  }

  #askPlaylist(connection: RawConnection, msn: number, part: number): void {
    const path = `${this.#order.playlist}?_HLS_msn=${msn}&_HLS_part=${part}`;
    connection.get(path, true, (answer) => {
      this.#count(answer);
      if (answer.status !== 200) {
        this.#askPlaylist(connection, msn, part);
        return;
      }
      const found = this.#answers.get(`${msn}.${part}`) ?? this.#learn(answer, msn, part);
      if (this.#isMeasured(found)) this.#playlistDelays.push(performance.now() - found.publishedMs);
      this.#askPart(connection, found);
    });
  }

  #askPart(connection: RawConnection, wanted: Part): void {
    connection.get(wanted.path, false, (answer) => {
      this.#count(answer);
      if (this.#isMeasured(wanted) && answer.status === 200)
        this.#partDelays.push(performance.now() - wanted.publishedMs);
      this.#askPlaylist(connection, wanted.next.msn, wanted.next.part);
    });
  }

  /** The first answer to a request tells when its part was published. A part past its segment's end means the next one's first. */
  #learn(answer: Answer, msn: number, part: number): Part {
    const publishedMs = performance.now();
    const text = (answer.isGzip ? gunzipSync(answer.body) : answer.body).toString('utf8');
    const { partUris } = readPosition(text);
    const at = partUris.has(`${msn}.${part}`) ? { msn, part } : { msn: msn + 1, part: 0 };
    const uri = partUris.get(`${at.msn}.${at.part}`);
    if (uri === undefined) throw new Error(`the playlist answered ${msn}.${part} without that part:\n${text}`);
    const path = new URL(uri, `http://host${this.#order.playlist}`).pathname;
    const learned: Part = { path, next: { msn: at.msn, part: at.part + 1 }, publishedMs };
    this.#answers.set(`${msn}.${part}`, learned);
    this.#published.push(publishedMs);
    return learned;
  }

  #isMeasured(part: Part): boolean {
    return part.publishedMs >= this.#window.fromMs && part.publishedMs < this.#window.untilMs;
  }

  #count(answer: Answer): void {
    this.#requests += 1;
    this.#bytes += answer.bytes;
    if (answer.status !== 200) this.#failures += 1;
  }

  #conclude(totals: { requests: number; bytes: number }): SwarmResult {
    const { viewers, measureMs, lateMs } = this.#order;
    const ticks = this.#published.filter((ms) => ms >= this.#window.fromMs && ms < this.#window.untilMs);
    const partsExpected = ticks.length * viewers;
    const onTime = this.#partDelays.filter((delay) => delay <= lateMs).length;
    return {
      viewers,
      partsExpected,
      parts: this.#partDelays.length,
      late: partsExpected - onTime,
      failures: this.#failures,
      requestsPerSecond: totals.requests / (measureMs / 1000),
      gigabitsPerSecond: (totals.bytes * 8) / 1e6 / measureMs,
      playlistP50Ms: quantile(this.#playlistDelays, 0.5),
      playlistP99Ms: quantile(this.#playlistDelays, 0.99),
      partP50Ms: quantile(this.#partDelays, 0.5),
      partP99Ms: quantile(this.#partDelays, 0.99),
      partMaxMs: quantile(this.#partDelays, 1),
      longestTickMs: Math.max(...ticks.slice(1).map((ms, at) => ms - (ticks[at] ?? ms))),
    };
  }
}

const order = JSON.parse(process.argv[2] ?? '') as SwarmOrder;
console.log(JSON.stringify(await new Swarm(order).run()));
process.exit(0);
