import { LogRoot } from '../../internal/platform/log.ts';
import { systemClock } from '../../internal/platform/clock.ts';
import { MetricsRegistry } from '../../internal/platform/metrics.ts';
import type { MediaItem, MediaSink } from '../../internal/media/packet.ts';
import { IngestServer } from '../../internal/ingest/server.ts';
import { attackKey } from './attacks.ts';

/**
 * Two ingests in one process of its own: one with a picture on air for strangers to disturb, and one that lets the attacker
 * publish. `node ingest-process.ts LIVE_PORT TARGET_PORT`; answers each line on standard input with one line of JSON; ends when its
 * standard input does.
 */
const [livePort = '0', targetPort = '0'] = process.argv.slice(2);
let logLines = 0;
const log = new LogRoot({ level: 'debug', destination: { write: () => void (logLines += 1) } });

/** Watches the bus for anything that a viewer of the picture would notice. */
class Watch implements MediaSink {
  frames = 0;
  turns: string[] = [];
  maxStepMs = 0;
  #lastDtsMs: number | null = null;

  push(item: MediaItem): void {
    if (item.kind === 'video') {
      this.frames += 1;
      if (this.#lastDtsMs !== null) this.maxStepMs = Math.max(this.maxStepMs, item.dtsMs - this.#lastDtsMs);
      this.#lastDtsMs = item.dtsMs;
    } else if (item.kind !== 'audio' && this.turns.length < 100) this.turns.push(item.kind);
  }
}

function open(port: number, key: string, watch: MediaSink): IngestServer {
  let broadcasts = 0;
  return new IngestServer({
    clock: systemClock,
    log: log.component('ingest'),
    metrics: new MetricsRegistry(),
    events: { publish: () => undefined },
    streamKeys: { list: () => [{ id: key, key, comment: '' }] },
    openSink: () => watch,
    graceMs: () => 1000,
    newBroadcastId: () => `${key}-${(broadcasts += 1)}`,
    listen: { host: '127.0.0.1', port, tls: null },
  });
}

const watch = new Watch();
const live = open(Number(livePort), 'live-key', watch);
const target = open(Number(targetPort), attackKey, { push: () => undefined });
await live.start();
await target.start();

process.stdin.on('data', () => {
  const { frames, turns, maxStepMs } = watch;
  const rssMb = process.memoryUsage().rss / 1e6;
  process.stdout.write(
    `${JSON.stringify({ rssMb, cpuMs: cpuMs(), frames, turns, maxStepMs, logLines, state: live.state().state })}\n`,
  );
});
process.stdin.on('end', () => {
  void Promise.all([live.stop(), target.stop()]).then(() => process.exit(0));
});
process.stdout.write('ready\n');

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
