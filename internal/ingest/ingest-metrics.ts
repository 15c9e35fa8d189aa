import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import type { Ending } from './connection.ts';
import type { Refusal } from './rtmp/session.ts';

/** What the ingest counts. Labels come from our own lists, never from outside. */
export class IngestMetrics {
  readonly bytes: Counter;
  readonly packets: Readonly<Record<'audio' | 'video', Counter>>;
  readonly endings: Readonly<Record<Ending['label'], Counter>>;
  readonly refusals: Readonly<Record<Refusal['code'], Counter>>;

  constructor(metrics: MetricsRegistry) {
    const packets = (track: string): Counter =>
      metrics.counter('aerial_ingest_packets_total', 'Media messages received over RTMP.', { track });
    const ended = (reason: string): Counter =>
      metrics.counter('aerial_ingest_connections_ended_total', 'RTMP connections that ended, by reason.', { reason });
    const refused = (code: string): Counter =>
      metrics.counter('aerial_ingest_refusals_total', 'Peers turned away in words, by the code they were given.', {
        code,
      });
    this.bytes = metrics.counter('aerial_ingest_bytes_total', 'Bytes received over RTMP.');
    this.packets = { audio: packets('audio'), video: packets('video') };
    this.endings = {
      fault: ended('fault'),
      refused: ended('refused'),
      timeout: ended('timeout'),
      evicted: ended('evicted'),
      dropped: ended('dropped'),
      left: ended('left'),
    };
    this.refusals = {
      'NetStream.Publish.BadName': refused('NetStream.Publish.BadName'),
      'NetStream.Publish.Denied': refused('NetStream.Publish.Denied'),
      'NetStream.Publish.Rejected': refused('NetStream.Publish.Rejected'),
      'NetStream.Play.Failed': refused('NetStream.Play.Failed'),
    };
  }
}
