import { encodeAmf0, type AmfOutput } from './amf0-writer.ts';
import { decodeAmf0, isAmfObject, type AmfBounds, type AmfObject, type AmfValue } from './amf0-reader.ts';
import { messageType } from './messages.ts';

/** One command from the peer: `name(transactionId, …arguments)`. */
export interface Command {
  readonly name: string;
  readonly transactionId: number;
  readonly arguments: readonly AmfValue[];
}

/** What `connect` says about the encoder; anything may be missing, and nothing depends on `tcUrl`. */
export interface ConnectRequest {
  readonly app: string;
  /** The client's own name, such as `FMLE/3.0 (compatible; FMSc/1.0)`. */
  readonly flashVersion: string | null;
  readonly objectEncoding: number;
  /** Whether the client speaks Enhanced RTMP and wants to know what we carry. */
  readonly isEnhanced: boolean;
}

/** The statuses that encoders understand as "do not try again", with what they are for. */
export type RefusalCode =
  | 'NetStream.Publish.BadName'
  | 'NetStream.Publish.Denied'
  | 'NetStream.Publish.Rejected'
  | 'NetStream.Play.Failed';

/** Reads a command message (types 17 and 20); returns the reason when it is none. */
export function parseCommand(typeId: number, payload: Buffer, bounds: AmfBounds): Command | string {
  // An AMF3 command carries AMF0 values after one byte (RTMP 1.0, 7.1.1 as encoders do it).
  const body = typeId === messageType.commandAmf3 ? payload.subarray(1) : payload;
  const decoded = decodeAmf0(body, bounds);
  if (decoded.kind === 'malformed') return `a malformed command: ${decoded.why}`;
  const [name, transactionId, ...rest] = decoded.values;
  if (typeof name !== 'string') return 'a command without a name';
  return { name, transactionId: typeof transactionId === 'number' ? transactionId : 0, arguments: rest };
}

/** Reads stream metadata out of a data message (types 15 and 18), or null when it holds none that can be read. */
export function parseMetadata(typeId: number, payload: Buffer, bounds: AmfBounds): AmfObject | null {
  const decoded = decodeAmf0(typeId === messageType.dataAmf3 ? payload.subarray(1) : payload, bounds);
  if (decoded.kind === 'malformed') return null;
  const values = decoded.values[0] === '@setDataFrame' ? decoded.values.slice(1) : decoded.values;
  const [name, metadata] = values;
  return name === 'onMetaData' && isAmfObject(metadata) ? metadata : null;
}

export function readConnect(command: Command): ConnectRequest {
  const [offered] = command.arguments;
  const properties: AmfObject = isAmfObject(offered) ? offered : new Map<string, AmfValue>();
  const app = properties.get('app');
  const flashVersion = properties.get('flashVer');
  return {
    app: typeof app === 'string' ? app : '',
    flashVersion: typeof flashVersion === 'string' ? flashVersion : null,
    objectEncoding: properties.get('objectEncoding') === 3 ? 3 : 0,
    isEnhanced: properties.has('fourCcList') || properties.has('videoFourCcInfoMap') || properties.has('capsEx'),
  };
}

/** The answer to `connect`. An Enhanced RTMP client is told which codecs are carried, and which of its extensions are understood. */
export function encodeConnectResult(transactionId: number, request: ConnectRequest): Buffer {
  const enhanced: Record<string, AmfOutput> = request.isEnhanced
    ? {
        fourCcList: [...videoFourCcs, ...audioFourCcs],
        videoFourCcInfoMap: forwarding(videoFourCcs),
        audioFourCcInfoMap: forwarding(audioFourCcs),
        capsEx: CAPS_MULTITRACK | CAPS_MODIFIERS | CAPS_NANOSECONDS,
      }
    : {};
  return encodeAmf0(
    '_result',
    transactionId,
    { fmsVer: 'FMS/3,0,1,123', capabilities: 31 },
    {
      level: 'status',
      code: 'NetConnection.Connect.Success',
      description: 'Connection succeeded.',
      objectEncoding: request.objectEncoding,
      ...enhanced,
    },
  );
}

const videoFourCcs = ['avc1', 'hvc1', 'av01', 'vp09'];
const audioFourCcs = ['mp4a', 'Opus', '.mp3'];
/** FourCcInfoMask of Enhanced RTMP v2: the server passes the codec on. */
const CAN_FORWARD = 4;
/** CapsExMask of Enhanced RTMP v2: what of its extensions is understood. */
const CAPS_MULTITRACK = 2;
const CAPS_MODIFIERS = 4;
const CAPS_NANOSECONDS = 8;

function forwarding(fourCcs: readonly string[]): Record<string, AmfOutput> {
  return Object.fromEntries(fourCcs.map((fourCc) => [fourCc, CAN_FORWARD]));
}

export function encodeResult(transactionId: number, value: AmfOutput): Buffer {
  return encodeAmf0('_result', transactionId, null, value);
}

export function encodeError(transactionId: number, description: string): Buffer {
  return encodeAmf0('_error', transactionId, null, { level: 'error', code: 'NetConnection.Call.Failed', description });
}

export function encodeStatus(level: 'status' | 'error', code: string, description: string): Buffer {
  return encodeAmf0('onStatus', 0, null, { level, code, description });
}
