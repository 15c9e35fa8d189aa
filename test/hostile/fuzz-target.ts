import { defaultLimits } from '../../internal/ingest/limits.ts';
import { decodeAmf0 } from '../../internal/ingest/rtmp/amf0-reader.ts';
import { RtmpSession } from '../../internal/ingest/rtmp/session.ts';
import { Stage, type Publisher } from '../../internal/ingest/stage.ts';
import type { MediaItem } from '../../internal/media/packet.ts';
import { ManualClock } from '../../internal/platform/clock.ts';
import { silentLogger } from '../../internal/platform/log.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What came of one input. */
export type FuzzOutcome = 'read to its end' | 'fault' | 'refused';

/** The whole ingest behind its sockets: session, parsers, broadcast and bus, on a clock of its own. Throws when a rule of the bus is broken. */
export class FuzzTarget {
  readonly #clock = new ManualClock();
  readonly #stage: Stage;
  #order = new OrderRule();
  items = 0;

  constructor() {
    this.#stage = new Stage({
      clock: this.#clock,
      log: silentLogger,
      events: { publish: () => undefined },
      openSink: () => {
        const order = new OrderRule();
        this.#order = order;
        return { push: (item) => this.#onItem(item) };
      },
      graceMs: () => 2_000,
      newBroadcastId: () => 'fuzz',
    });
  }

  /** Feeds one connection's bytes, cut at random, with some time passing between the pieces. */
  run(bytes: Buffer, random: SeededRandom): FuzzOutcome {
    const publisher: Publisher = {
      keyId: 'a',
      isTest: false,
      remoteAddress: '192.0.2.1',
      encoder: null,
      drop: () => undefined,
      refuse: () => undefined,
    };
    const session = new RtmpSession({
      limits: defaultLimits,
      monotonicMs: () => this.#clock.monotonicMs(),
      send: () => undefined,
      handler: {
        onPublish: () => this.#stage.admit(publisher),
        onUnpublish: () => this.#stage.leave(publisher),
        onMedia: (message) => this.#stage.onMedia(publisher, message),
        onMetadata: (metadata) => this.#stage.onMetadata(publisher, metadata),
      },
    });
    let outcome: FuzzOutcome = 'read to its end';
    for (let offset = 0; offset < bytes.length;) {
      const pieceBytes = random.next() < 0.3 ? 1 + random.below(40) : 1 + random.below(16_000);
      const end = session.receive(bytes.subarray(offset, offset + pieceBytes));
      offset += pieceBytes;
      this.#clock.advance(random.next() < 0.02 ? 3_000 : random.below(40));
      if (end === null) continue;
      outcome = end.kind;
      break;
    }
    this.#stage.check();
    this.#stage.leave(publisher);
    if (random.next() < 0.2) this.#clock.advance(2_500);
    decodeAmf0(bytes.subarray(random.below(bytes.length)), defaultLimits.amf);
    return outcome;
  }

  #onItem(item: MediaItem): void {
    this.items += 1;
    this.#order.check(item);
  }
}

/** What every consumer of the bus relies on. The ingest swallows what a sink throws, so a breach is kept for the end of the run. */
export const breaches: string[] = [];

class OrderRule {
  #last: MediaItem | null = null;
  #videoDtsMs = 0;
  #hasVideo = false;

  check(item: MediaItem): void {
    const last = this.#last;
    if (last === null && item.kind !== 'config') this.#breach(`${item.kind} before the codec data`);
    if (last?.kind === 'end') this.#breach(`${item.kind} after the end`);
    if (item.kind === 'config') this.#hasVideo = item.tracks.video !== null;
    const isStart = last?.kind === 'config' || last?.kind === 'discontinuity';
    if (isStart && this.#hasVideo && item.kind === 'audio') this.#breach('sound first, where a key frame has to be');
    if (item.kind === 'video') {
      if (isStart && !item.isKey) this.#breach('no key frame after a discontinuity');
      if (!(item.dtsMs > this.#videoDtsMs))
        this.#breach(`picture times go from ${this.#videoDtsMs} to ${item.dtsMs} ms`);
      if (!Number.isFinite(item.ptsMs)) this.#breach('a picture without a time');
      this.#videoDtsMs = item.dtsMs;
    }
    if (item.kind === 'audio' && !(item.ptsMs >= 0 && Number.isFinite(item.ptsMs)))
      this.#breach(`sound at ${item.ptsMs} ms`);
    this.#last = item;
  }

  #breach(what: string): void {
    if (breaches.length < 20) breaches.push(what);
  }
}
