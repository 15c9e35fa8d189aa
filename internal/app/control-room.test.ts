import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RenditionPlan } from '../media/rendition.ts';
import { type ControlRoomParts, describeControlRoom } from './control-room.ts';

const plan: RenditionPlan = {
  index: 1,
  name: '360p',
  givenName: null,
  width: 640,
  height: 360,
  frameRate: 30,
  videoBitrateKbps: 600,
  effort: 2,
  encoder: 'libx264',
  codecString: 'avc1.64001e',
};

const parts: ControlRoomParts = {
  onAir: {
    phase: 'live',
    broadcastId: 'a',
    isTest: false,
    tracks: { video: null, audio: null },
    renditions: [{ index: 1, name: '360p', state: 'lost', reason: 'ffmpeg ended.' }],
    lastConnectWallMs: 5000,
    lastDisconnectWallMs: null,
  },
  ingest: null,
  plans: [plan],
  figuresOf: (index) =>
    index === 0 ? { speed: 1, lagMs: 0, droppedFrames: null } : { speed: 0, lagMs: 900, droppedFrames: 12 },
  served: [{ key: '0', state: 'running', bitsPerSecond: 1_234_400, lastMediaSequence: 1 }],
  cpuPercent: 49.6,
  latencySeconds: 1.9,
  warnings: ['The picture has been black for 12 s.'],
};

describe('The control room', () => {
  it('tells of the source and of each rendition how it keeps up, and why one does not', () => {
    const { renditions, startedWallMs, cpuPercent } = describeControlRoom(parts);
    assert.deepEqual([startedWallMs, cpuPercent], [5000, 50]);
    assert.deepEqual(
      renditions.map((one) => [one.name, one.bitrateKbps, one.speed, one.droppedFrames, one.state, one.reason]),
      [
        ['Source', 1234, 1, null, 'running', null],
        ['360p', null, 0, 12, 'lost', 'ffmpeg ended.'],
      ],
    );
  });

  it('says what is wrong with the picture', () => {
    assert.deepEqual(describeControlRoom(parts).inbound?.warnings, ['The picture has been black for 12 s.']);
  });

  it('leaves out what there is not where sound comes alone', () => {
    const { inbound, renditions } = describeControlRoom(parts);
    assert.ok(inbound !== null);
    const { videoCodec, width, height, frameRate, keyFrameIntervalMs, driftMs } = inbound;
    assert.deepEqual(
      [videoCodec, width, height, frameRate, keyFrameIntervalMs, driftMs],
      [null, null, null, null, null, null],
    );
    const [source] = renditions;
    assert.deepEqual([source?.width, source?.height, source?.frameRate], [null, null, null]);
  });

  it('is empty while nobody is on air', () => {
    const room = describeControlRoom({ ...parts, onAir: { ...parts.onAir, phase: 'offline', tracks: null } });
    assert.deepEqual(
      [room.startedWallMs, room.encoder, room.inbound, room.renditions, room.latencySeconds],
      [null, null, null, [], null],
    );
  });

  it('has no inbound figures while the encoder is away', () => {
    assert.equal(describeControlRoom({ ...parts, onAir: { ...parts.onAir, phase: 'away' } }).inbound, null);
  });
});
