import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contract } from '../../internal/http/contract/contract.ts';
import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, EASY_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';
import { assertFits } from './assertions.ts';
import type { Example } from './example.ts';
import { examples } from './examples.ts';
import { Station } from './station.ts';

const readings = (Object.entries(contract) as [keyof typeof contract, Endpoint][]).filter(
  ([id, { method, answer }]) => method === 'GET' && answer.kind === 'json' && examples[id].refused === undefined,
);

interface AdminStatus {
  readonly broadcaster: { readonly streamDetails: { readonly width: number; readonly videoBitrate: number } } | null;
  readonly currentBroadcast: { readonly outputSettings: readonly object[] } | null;
}

describe('While somebody is on air', () => {
  let station: Station;
  let publisher: RtmpPublisher;
  before(async () => {
    station = await Station.open({ AERIAL_LADDER: 'off' });
    const clip = readFlvClip(await makeClip(EASY_CLIP), EASY_CLIP.frameRate);
    publisher = await RtmpPublisher.start({ target: station.target, clip });
    await station.waitForPhase('live');
  });
  after(async () => {
    publisher.die();
    await station.close();
  });

  const readStatus = async () => (await station.api.asAdmin('getAdminStatus')) as AdminStatus;

  it('every reading fits its description', async () => {
    for (const [id, row] of readings) {
      const { prepare, ...example } = examples[id] as Example<Endpoint>;
      const sent = { ...example, ...(await prepare?.(station.api)) };
      const reply = await station.api.call(row, sent, station.rightsFor(row));
      assert.equal(reply.status, 200, `${id}: ${reply.text}`);
      assertFits(row, reply);
    }
  });

  it('the admin sees what the encoder sends', async () => {
    const isMeasured = async () => ((await readStatus()).broadcaster?.streamDetails.videoBitrate ?? 0) > 0;
    await until('the bitrate is measured', isMeasured, { timeoutMs: 10_000 });
    const { broadcaster, currentBroadcast } = await readStatus();
    assert.equal(broadcaster?.streamDetails.width, EASY_CLIP.width);
    assert.ok((currentBroadcast?.outputSettings.length ?? 0) >= 1);
  });

  it('new stream keys leave the encoder that is on air alone', async () => {
    await station.api.asAdmin('setStreamKeys', { body: { value: [{ key: 'quite-another-key' }] } });
    assert.equal(publisher.isConnected, true);
    assert.notEqual((await readStatus()).broadcaster, null);
  });

  it('the admin ends the broadcast', async () => {
    await station.api.asAdmin('disconnect');
    await station.waitForPhase('offline');
    assert.equal((await readStatus()).broadcaster, null);
  });
});
