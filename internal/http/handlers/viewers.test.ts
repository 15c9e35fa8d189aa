import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../../platform/clock.ts';
import { AerialError } from '../../platform/errors.ts';
import { silentLogger } from '../../platform/log.ts';
import { Viewership } from '../../viewers/viewership.ts';
import type { Caller } from '../contract/endpoint.ts';
import { viewerEndpoints } from '../contract/viewers.ts';
import { viewerHandlers } from './viewers.ts';

const caller: Caller = {
  address: '192.0.2.7',
  userAgent: 'Firefox',
  origin: null,
  isSecure: false,
  isProxied: false,
  headers: {},
  identity: null,
};
const call = { params: {}, query: {}, body: undefined, caller };

function rig() {
  const clock = new ManualClock();
  const kept: { wallMs: number; spanMs: number; value: number }[] = [];
  const samples = {
    add: (_series: string, sample: (typeof kept)[number]) => void kept.push(sample),
    replace: () => {},
    latest: () => null,
    read: (_series: string, sinceWallMs: number) => kept.filter(({ wallMs }) => wallMs >= sinceWallMs),
    thin: () => {},
    forget: () => {},
  };
  /** How many were described at each pause. */
  const pauses: number[] = [];
  let described = 0;
  const viewership = new Viewership({ clock, log: silentLogger, samples }, null);
  viewership.start();
  viewership.begin();
  const handlers = viewerHandlers({
    wallMs: () => clock.wallMs(),
    viewership,
    chatPresence: { overTime: () => [{ wallMs: clock.wallMs(), value: 7 }] },
    figures: { overTime: () => [{ wallMs: 0, value: 1.25 }] },
    countries: { figures: () => Promise.resolve([{ country: 'DE', now: 1, minutes: 7.4 }]) },
    hardware: { series: () => [{ wallMs: clock.wallMs(), value: 12.345 }] },
    placeOf: () => Promise.resolve({ countryCode: 'FR', regionName: 'Unknown', timeZone: '' }),
    softwareOf: () => {
      described += 1;
      return { browser: 'Firefox 133', system: 'Linux', device: 'desktop' };
    },
    readStream: () => ({ bitratesKbps: [3000.4, 500], segmentSeconds: 4 }),
    renderMetrics: () => 'metrics 1\n',
    pause: () => {
      pauses.push(described);
      return Promise.resolve();
    },
  });
  return { clock, viewership, handlers, pauses };
}

describe('The API of viewers', () => {
  it('lists who pinged, in the shape that the contract says', async () => {
    const { handlers } = rig();
    await handlers.ping(call);
    const listed = await handlers.listViewers(call);
    assert.deepEqual(viewerEndpoints.listViewers.answer.schema.parse(listed), listed);
    assert.deepEqual(Array.isArray(listed) ? listed.map(({ ipAddress, geo }) => [ipAddress, geo?.countryCode]) : null, [
      ['192.0.2.7', 'FR'],
    ]);
  });

  it('lists many, with a pause every few so that the picture goes on', async () => {
    const { handlers, pauses } = rig();
    for (let n = 0; n < 12; n += 1) await handlers.ping({ ...call, caller: { ...caller, userAgent: `player ${n}` } });
    const listed = await handlers.listViewers(call);
    assert.equal(Array.isArray(listed) && listed.length, 12);
    await handlers.listViewerPlayback(call);
    assert.deepEqual(pauses, [5, 10, 17, 22]);
  });

  it('lists players of one viewer apart, by the names of their sessions', async () => {
    const { handlers } = rig();
    await handlers.reportCmcd({ ...call, body: { sid: 'a1', mtp: [5000], ltc: 1500, sta: 'p', bs: true } });
    await handlers.reportCmcd({
      ...call,
      body: [
        { sid: 'b2', br: 900 },
        { sid: 'b2', br: 500 },
      ],
    });
    const listed = await handlers.listViewerPlayback(call);
    const rows = viewerEndpoints.listViewerPlayback.answer.schema.parse(listed);
    assert.deepEqual(rows, listed);
    assert.deepEqual(
      rows.map(({ clientID, playback }) => [clientID, playback?.latencySeconds, playback?.errorCount]),
      [
        ['a1', 1.5, 1],
        ['b2', null, 0],
      ],
    );
    assert.equal(rows[1]?.playback?.qualityVariantChanges, 1);
    assert.equal(rows[0]?.viewerID, rows[1]?.viewerID);
  });

  it('shows no playback of a player that reports nothing', async () => {
    const { handlers } = rig();
    await handlers.ping(call);
    const [row] = viewerEndpoints.listViewerPlayback.answer.schema.parse(await handlers.listViewerPlayback(call));
    assert.equal(row?.playback, null);
    assert.equal(row?.clientID, row?.viewerID);
  });

  it('takes the older report, in which zero is unknown', async () => {
    const { handlers } = rig();
    await handlers.reportPlayback({
      ...call,
      body: { bandwidth: 3000, latency: 0, downloadDuration: 0.5, errors: 2, qualityVariantChanges: 1 },
    });
    const [row] = viewerEndpoints.listViewerPlayback.answer.schema.parse(await handlers.listViewerPlayback(call));
    assert.deepEqual(
      [row?.playback?.bandwidthKbps, row?.playback?.latencySeconds, row?.playback?.errorCount],
      [3000, null, 2],
    );
  });

  it('draws curves of windows', async () => {
    const { handlers, clock } = rig();
    await handlers.reportCmcdByQuery({ ...call, query: { CMCD: 'sid="a",mtp=800,ltc=2500' } });
    clock.advance(120_000);
    const metrics = viewerEndpoints.readVideoMetrics.answer.schema.parse(await handlers.readVideoMetrics(call));
    assert.equal(metrics.medianLatency[0]?.value, 2.5);
    assert.equal(metrics.medianPlayerBitrate[0]?.value, 800);
    assert.deepEqual(metrics.medianSegmentDownloadDuration, []);
    assert.deepEqual([metrics.availableBitrates, metrics.segmentLength], [[3000, 500], 4]);
  });

  it('tells how many watched, from a day ago unless told otherwise', async () => {
    const { handlers, clock } = rig();
    await handlers.ping(call);
    clock.advance(86_400_000 + 5_000);
    const curve = async (query: { windowStart?: number }) =>
      viewerEndpoints.readViewersOverTime.answer.schema.parse(await handlers.readViewersOverTime({ ...call, query }));
    assert.equal((await curve({ windowStart: 0 })).length, 8_641);
    assert.equal((await curve({})).length, 8_640);
    assert.equal((await curve({ windowStart: clock.wallMs() / 1000 })).length, 0);
  });

  it('rounds figures of the machine to tenths', async () => {
    const { handlers } = rig();
    const { cpu } = viewerEndpoints.readHardware.answer.schema.parse(await handlers.readHardware(call));
    assert.equal(cpu[0]?.value, 12.3);
  });

  it('refuses a query that is no dictionary', () => {
    const { handlers } = rig();
    assert.throws(
      () => handlers.reportCmcdByQuery({ ...call, query: { CMCD: 'sid="' } }),
      (error) => error instanceof AerialError && error.code === 'REQUEST_INVALID',
    );
  });
});
