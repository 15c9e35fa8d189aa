import { messageType } from '../../internal/ingest/rtmp/messages.ts';
import { clientHandshake, command, message, setChunkSize } from '../../internal/ingest/testing/client-bytes.ts';
import { readEnhancedClip, withFurtherTrack } from '../peers/enhanced-clip.ts';
import { type FlvClip, type FlvTag, readFlvClip } from '../peers/flv-clip.ts';
import { type ClipPlan, makeClip, makeClipPlan } from '../peers/media-files.ts';

const tiny: Partial<ClipPlan> = { width: 160, height: 90, seconds: 2, videoKbps: 100, gopSeconds: 1 };
/** As little as shows every kind of message. */
const mostStampMs = 1000;

const packetModEx = 7;
const audioMultitrack = 5;
const modifierNanoseconds = 0;

/**
 * What encoders send by Enhanced RTMP, v1 and v2: no ffmpeg that is at hand does, so the messages are made after the published layout around what
 * ffmpeg encodes.
 */
export async function enhancedRecordings(): Promise<ReadonlyMap<string, Buffer>> {
  const hevc = await clipOf({ codec: 'hevc', audio: 'aac', bFrames: 2 });
  const av1 = await clipOf({ codec: 'av1', audio: 'opus' });
  const vp9 = await clipOf({ codec: 'vp9', audio: 'opus' });
  const main = await clipOf({});
  const tracks = withFurtherTrack(main, await clipOf({ width: 80, height: 46 }), 1);
  return new Map([
    ['enhanced-hevc', recording(hevc)],
    ['enhanced-av1-opus', recording(av1)],
    ['enhanced-vp9-opus', recording(vp9)],
    ['enhanced-multitrack', recording(mapTags(tracks, inTrack))],
    ['enhanced-modifiers', recording(mapTags(av1, withNanoseconds))],
  ]);
}

async function clipOf(changes: Partial<ClipPlan>): Promise<FlvClip> {
  const plan = makeClipPlan({ ...tiny, ...changes });
  const path = await makeClip(plan);
  return plan.codec === 'h264' ? readFlvClip(path, plan.frameRate) : readEnhancedClip(path, plan.frameRate);
}

function recording(clip: FlvClip): Buffer {
  const capabilities = {
    fourCcList: ['av01', 'vp09', 'hvc1', 'avc1', 'Opus', 'mp4a'],
    videoFourCcInfoMap: { '*': 4, hvc1: 1 },
    audioFourCcInfoMap: { Opus: 1 },
    capsEx: 15,
  };
  const tcUrl = 'rtmp://127.0.0.1/live';
  const frames = clip.frames.filter(({ stampMs }) => stampMs < mostStampMs);
  return Buffer.concat([
    clientHandshake(),
    setChunkSize(4096),
    command('connect', 1, { app: 'live', flashVer: 'FMLE/3.0 (test)', tcUrl, ...capabilities }),
    command('createStream', 4, null),
    command('publish', 5, null, 'key', 'live'),
    ...[...clip.headers, ...frames]
      .filter(({ kind }) => kind !== 'script')
      .map(({ kind, stampMs, body }) => message(messageType[kind === 'video' ? 'video' : 'audio'], body, stampMs)),
  ]);
}

function mapTags(clip: FlvClip, change: (tag: FlvTag) => Buffer): FlvClip {
  const changed = (tags: readonly FlvTag[]) => tags.map((tag) => ({ ...tag, body: change(tag) }));
  return { ...clip, headers: changed(clip.headers), frames: changed(clip.frames) };
}

/** Sound of AAC as the only track of a multitrack message; whatever else stays. */
function inTrack({ kind, body }: FlvTag): Buffer {
  if (kind !== 'audio') return body;
  const packetType = body[1] ?? 0;
  const head = Buffer.from([0x90 | audioMultitrack, packetType, ...Buffer.from('mp4a', 'latin1'), 0]);
  return Buffer.concat([head, body.subarray(2)]);
}

/** The enhanced message wrapped into a modifier that adds half a millisecond to its stamp. */
function withNanoseconds({ body }: FlvTag): Buffer {
  const [first = 0] = body;
  const head = [(first & 0xf0) | packetModEx, 2, 0x07, 0xa1, 0x20, (modifierNanoseconds << 4) | (first & 15)];
  return Buffer.concat([Buffer.from(head), body.subarray(1)]);
}
