import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contract } from '../../internal/http/contract/contract.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, EASY_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';
import { assertRefused } from './assertions.ts';
import { Station } from './station.ts';

interface TestPicture {
  readonly state: string;
  readonly endsAt: string | null;
  readonly note: string | null;
}

interface Status {
  readonly online: boolean;
  readonly lastConnectTime: string | null;
  readonly lastDisconnectTime: string | null;
}

describe('The test picture', () => {
  let station: Station;
  before(async () => {
    station = await Station.open({ AERIAL_LADDER: 'off' });
  });
  after(() => station.close());

  const read = async () => (await station.api.asAdmin('getTestPicture')) as TestPicture;
  const status = async () => (await (await fetch(`${station.url}/api/status`)).json()) as Status;
  const begin = async () => {
    const told = (await station.api.asAdmin('startTestPicture')) as TestPicture;
    await until('the test picture is on air', async () => (await read()).state === 'on', {
      timeoutMs: 30_000,
    });
    return told;
  };

  it('goes on air, says when it ends, and is gone without a trace when it is stopped', async () => {
    const told = await begin();
    assert.ok(told.endsAt !== null && Date.parse(told.endsAt) > Date.now());
    assert.equal((await status()).online, true);
    await station.api.asAdmin('stopTestPicture');
    await station.waitForPhase('offline');
    const { lastConnectTime, lastDisconnectTime } = await status();
    assert.deepEqual([lastConnectTime, lastDisconnectTime], [null, null]);
    const { state, note } = await read();
    assert.deepEqual([state, note], ['off', null]);
  });

  it('ends at once when an encoder comes, and does not come while that is on air', async () => {
    await begin();
    const clip = readFlvClip(await makeClip(EASY_CLIP), EASY_CLIP.frameRate);
    const publisher = await RtmpPublisher.start({ target: station.target, clip });
    await until(
      'the encoder is on air',
      async () => (await status()).lastConnectTime !== null && (await read()).state === 'off',
      {
        timeoutMs: 15_000,
      },
    );
    assert.equal((await status()).online, true);
    const refused = await station.api.call(contract.startTestPicture, {}, station.admin);
    assertRefused(refused, { status: 409, code: 'CONFLICT' });
    publisher.die();
  });
});
