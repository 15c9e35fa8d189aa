import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import type { FailureReport } from './failure-words.ts';
import { type Watched, Watchdog } from './watchdog.ts';

interface State extends Watched {
  newestInputMs: number;
  newestOutputMs: number;
  feedingSinceMs: number | null;
  silentForMs: number;
  overflows: number;
}

function watch() {
  const clock = new ManualClock();
  const state: State = { newestInputMs: 0, newestOutputMs: 0, feedingSinceMs: 0, silentForMs: 0, overflows: 0 };
  const reports: FailureReport[] = [];
  const watchdog = new Watchdog({ clock, watched: state, onFailure: (report) => reports.push(report) });
  return { clock, state, reports, watchdog };
}

describe('the watchdog', () => {
  it('says once that nothing comes out', () => {
    const { clock, state, reports } = watch();
    state.silentForMs = 5_000;
    clock.advance(10_000);
    assert.deepEqual(reports, [{ kind: 'hung', sentence: 'ffmpeg gave no picture for 5 s.', lastWords: '' }]);
  });

  it('says by how much the picture is late', () => {
    const { clock, state, reports } = watch();
    for (let second = 0; second < 20; second += 1) {
      state.newestInputMs += 1_000;
      state.newestOutputMs += 600;
      clock.advance(1_000);
    }
    assert.deepEqual(
      reports.map((report) => report.kind),
      ['slow'],
    );
    assert.match(reports[0]?.sentence ?? '', /slower than the picture, \d\.\d s behind/);
  });

  it('sleeps until the first packet, and for good once stopped', () => {
    const { clock, state, reports, watchdog } = watch();
    state.feedingSinceMs = null;
    state.silentForMs = 60_000;
    clock.advance(60_000);
    state.feedingSinceMs = 60_000;
    watchdog.stop();
    clock.advance(60_000);
    assert.deepEqual(reports, []);
  });
});
