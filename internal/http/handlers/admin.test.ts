import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adminStatus } from '../contract/admin.ts';
import { type AdminNeeds, adminHandlers, type Encoder } from './admin.ts';

const encoder: Encoder = {
  startedWallMs: 1_700_000_000_000,
  remoteAddress: '203.0.113.9',
  name: 'obs-output module',
  tracks: {
    video: {
      codec: 'avc',
      description: Buffer.alloc(0),
      codecString: 'avc1.64001f',
      width: 1920,
      height: 1080,
      frameRate: null,
    },
    audio: null,
  },
  bitrateKbps: 4672.4,
  audioBitrateKbps: 160.1,
  frameRate: 29.973,
};

function handlersWith(changes: Partial<AdminNeeds>) {
  return adminHandlers({
    version: '1.2.3',
    wallMs: () => 1_700_000_060_000,
    readTitle: () => 'Title',
    readEncoder: () => null,
    readIsOnline: () => false,
    currentBroadcast: () => null,
    viewers: { count: () => 3, peaks: () => ({ session: 5, overall: 9 }), health: () => null },
    disconnect: () => false,
    readLog: () => [],
    forgetDirectoryKey: () => undefined,
    ...changes,
  });
}

/** None of these calls sends anything. */
const call = { params: {}, query: {}, body: undefined } as never;

describe('What the studio asks of the server', () => {
  it('tells who is on air in the words of Owncast, and what the encoder does not say as it is measured', async () => {
    const status = await handlersWith({ readEncoder: () => encoder, readIsOnline: () => true }).getAdminStatus(call);
    assert.deepEqual(adminStatus.parse(status).broadcaster, {
      time: '2023-11-14T22:13:20.000Z',
      remoteAddr: '203.0.113.9',
      streamDetails: {
        videoCodec: 'H.264',
        audioCodec: 'No audio',
        encoder: 'obs-output module',
        width: 1920,
        height: 1080,
        videoBitrate: 4512,
        audioBitrate: 160,
        framerate: 29.97,
      },
    });
  });

  it('tells of viewers and peaks, and that nobody is on air', async () => {
    const status = adminStatus.parse(await handlersWith({}).getAdminStatus(call));
    assert.equal(status.broadcaster, null);
    assert.equal(status.serverTime, '2023-11-14T22:14:20.000Z');
    assert.deepEqual(
      [status.viewerCount, status.sessionPeakViewerCount, status.overallPeakViewerCount, status.online],
      [3, 5, 9, false],
    );
  });

  it('ends a broadcast, and says so when there is none', async () => {
    let isOnAir = true;
    const { disconnect } = handlersWith({ disconnect: () => [isOnAir, (isOnAir = false)][0] === true });
    assert.equal(((await disconnect(call)) as { success: boolean }).success, true);
    assert.throws(() => disconnect(call), /Nobody is on air/);
  });

  it('changes nothing by GET for a browser, so that no link ends a broadcast', async () => {
    let calls = 0;
    const by = handlersWith({ disconnect: () => (calls += 1) > 0, forgetDirectoryKey: () => void (calls += 1) });
    const from = (headers: Record<string, string>) =>
      ({ params: {}, query: {}, body: undefined, caller: { headers } }) as never;
    const link = from({ 'accept-language': 'en', cookie: 'aerial_admin_session=x' });
    assert.throws(() => by.disconnectByGet(link), { code: 'FORBIDDEN' });
    assert.throws(() => by.resetDirectoryByGet(link), { code: 'FORBIDDEN' });
    assert.equal(calls, 0);
    const program = from({ accept: '*/*' });
    await by.disconnectByGet(program);
    await by.resetDirectoryByGet(program);
    assert.equal(calls, 2);
  });
});
