import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { type SampleStore, Viewership } from './viewership.ts';

const visitor = { address: '192.0.2.1', userAgent: 'Chrome' };
const nothing = {
  bandwidthKbps: null,
  latencySeconds: null,
  downloadSeconds: null,
  bitrateKbps: null,
  playerState: null,
  errors: 0,
  qualityChanges: null,
};

type Sample = Parameters<SampleStore['add']>[1];

/** A store of samples in memory. */
function memory() {
  const kept = new Map<string, Sample[]>();
  const calls: string[] = [];
  const store: SampleStore = {
    add: (series, sample) => void kept.set(series, [...(kept.get(series) ?? []), sample]),
    replace: (series, sample) => void kept.set(series, [sample]),
    latest: (series) => kept.get(series)?.at(-1) ?? null,
    read: (series, since) => (kept.get(series) ?? []).filter(({ wallMs }) => wallMs >= since),
    thin: (series, _before, spanMs) => void calls.push(`thin ${series} ${spanMs}`),
    forget: (series) => void calls.push(`forget ${series}`),
  };
  return { kept, calls, store };
}

function rig(lastEndWallMs: number | null = null, samples = memory()) {
  const clock = new ManualClock();
  const viewership = new Viewership({ clock, log: silentLogger, samples: samples.store }, lastEndWallMs);
  const stop = viewership.start();
  const values = () => (samples.kept.get('viewers') ?? []).map(({ value }) => value);
  return { clock, viewership, stop, samples, values };
}

describe('Viewership', () => {
  it('counts while something is on air, and nobody otherwise', () => {
    const { viewership, clock } = rig();
    viewership.see(visitor);
    assert.equal(viewership.count, 0);
    viewership.begin();
    viewership.see(visitor);
    assert.equal(viewership.count, 1);
    clock.advance(17_000);
    assert.equal(viewership.count, 0);
    viewership.see(visitor);
    viewership.end();
    assert.equal(viewership.count, 0);
    viewership.see(visitor);
    assert.equal(viewership.count, 0);
  });

  it('sees requests for playlists, not those for media, and asks who it was only then', () => {
    const { viewership } = rig();
    let asked = 0;
    const who = () => (asked++, visitor);
    viewership.seeRequest('/hls/0/stream.m3u8', '', {}, who);
    assert.equal(asked, 0);
    viewership.begin();
    viewership.seeRequest('/hls/0/a-12.m4s', '', {}, who);
    assert.deepEqual([viewership.count, asked], [0, 0]);
    viewership.seeRequest('/hls/0/stream.m3u8', '_HLS_msn=1', {}, who);
    assert.deepEqual([viewership.count, asked], [1, 1]);
    viewership.seeRequest('/hls/0/a-12.m4s', 'CMCD=sid%3D%22a%22%2Cmtp%3D900', {}, who);
    assert.deepEqual([viewership.count, asked], [1, 2]);
    assert.deepEqual(viewership.reportingClients(), [{ bandwidthKbps: 900, hasErrors: false }]);
  });

  it('samples the count at once and every ten seconds while on air, and ends with nobody', () => {
    const { viewership, clock, values } = rig();
    clock.advance(60_000);
    assert.deepEqual(values(), []);
    viewership.begin();
    viewership.see(visitor);
    clock.advance(10_001);
    viewership.end();
    clock.advance(60_000);
    assert.deepEqual(values(), [0, 1, 0]);
    assert.equal(viewership.overTime(clock.wallMs() - 60_000).length, 1);
  });

  it('remembers peaks over restarts; that of the session ends five minutes after its broadcast', () => {
    const samples = memory();
    const first = rig(null, samples);
    first.viewership.begin();
    for (const address of ['a', 'b', 'c']) first.viewership.see({ address, userAgent: '' });
    first.stop();
    const second = rig(new ManualClock().wallMs() - 299_000, samples);
    second.viewership.begin();
    assert.equal(second.viewership.peaks.session.value, 3);
    second.viewership.see(visitor);
    second.viewership.end();
    second.clock.advance(301_000);
    second.viewership.begin();
    second.viewership.see(visitor);
    assert.equal(second.viewership.peaks.session.value, 1);
    assert.equal(second.viewership.peaks.overall.value, 3);
  });

  it('saves peaks each minute', () => {
    const { viewership, clock, samples } = rig();
    viewership.begin();
    viewership.see(visitor);
    clock.advance(60_000);
    assert.equal(samples.kept.get('viewers.overall-peak')?.[0]?.value, 1);
  });

  it('gathers reports into windows of two minutes', () => {
    const { viewership, clock } = rig();
    viewership.begin();
    const report = (sessionId: string, latencySeconds: number, errors = 0, bandwidthKbps: number | null = 1000) =>
      viewership.takeReport(visitor, { sessionId, report: { ...nothing, latencySeconds, bandwidthKbps, errors } });
    report('gone', 9, 1);
    clock.advance(110_000);
    report('a', 1, 1);
    report('b', 2, 0, null);
    clock.advance(10_000);
    const [window] = viewership.playback.windows;
    assert.equal(window?.errors, 2);
    assert.deepEqual(window?.latencySeconds, { lowest: 1, median: 2, highest: 9 });
    assert.deepEqual(window?.bandwidthKbps, { lowest: 1000, median: 1000, highest: 1000 });
    assert.equal(window?.downloadSeconds, null);
    assert.equal(viewership.playback.representation, 100);
    assert.equal(viewership.errorCount, 2);
    assert.deepEqual(viewership.reportingClients(), [
      { bandwidthKbps: 1000, hasErrors: true },
      { bandwidthKbps: null, hasErrors: false },
    ]);
    clock.advance(240_000);
    assert.equal(viewership.playback.windows.length, 1, 'windows without a report leave no trace');
  });

  it('keeps 300 windows', () => {
    const { viewership, clock } = rig();
    viewership.begin();
    for (let at = 0; at < 310; at++) {
      viewership.takeReport(visitor, { sessionId: 'a', report: { ...nothing, latencySeconds: at + 1 } });
      clock.advance(120_000);
    }
    const { windows } = viewership.playback;
    assert.equal(windows.length, 300);
    assert.equal(windows.at(-1)?.latencySeconds?.median, 310);
  });

  it('thins old samples at the start and each hour', () => {
    const { clock, samples } = rig();
    const round = ['forget viewers', 'thin viewers 120000', 'thin viewers 3600000'];
    assert.deepEqual(samples.calls, round);
    clock.advance(3_600_000);
    assert.deepEqual(samples.calls, [...round, ...round]);
  });

  it('counts on when the disk fails', () => {
    const fail = (): never => {
      throw new Error('disk full');
    };
    const store = { add: fail, replace: fail, latest: fail, read: fail, thin: fail, forget: fail };
    const { viewership, clock, stop } = rig(null, { ...memory(), store });
    viewership.begin();
    clock.advance(60_000);
    viewership.see(visitor);
    assert.equal(viewership.count, 1);
    viewership.end();
    stop();
  });
});
