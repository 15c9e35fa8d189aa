import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { defaultLimits, type IngestLimits } from '../limits.ts';
import {
  clientHandshake,
  command,
  connect,
  message,
  publishDialogue,
  readAnswers,
  serverHandshakeBytes,
  setChunkSize,
} from '../testing/client-bytes.ts';
import { audioFrame, audioHeader, metadataBody, videoFrame, videoHeader } from '../testing/media-bodies.ts';
import type { AmfObject } from './amf0-reader.ts';
import { messageType } from './messages.ts';
import { RtmpSession, type MediaMessage, type PublishDecision, type PublishRequest, type Refusal } from './session.ts';

const accepted: PublishDecision = { kind: 'accepted' };
const refused: Refusal = { kind: 'refused', code: 'NetStream.Publish.BadName', sentence: 'No.' };

function openSession(
  options: { decision?: PublishDecision; media?: Refusal | null; limits?: Partial<IngestLimits> } = {},
) {
  const sent: Buffer[] = [];
  const requests: PublishRequest[] = [];
  const media: MediaMessage[] = [];
  const metadata: AmfObject[] = [];
  const clock = { nowMs: 0 };
  let unpublished = 0;
  const session = new RtmpSession({
    limits: { ...defaultLimits, ...options.limits },
    monotonicMs: () => clock.nowMs,
    send: (bytes) => void sent.push(bytes),
    handler: {
      onPublish: (request) => (requests.push(request), options.decision ?? accepted),
      onUnpublish: () => void (unpublished += 1),
      onMedia: (one) => (media.push(one), options.media ?? null),
      onMetadata: (one) => void metadata.push(one),
    },
  });
  const answers = () => readAnswers(Buffer.concat(sent)).answers;
  const codes = () => answers().flatMap(({ code }) => code ?? []);
  const typeIds = () => readAnswers(Buffer.concat(sent)).typeIds;
  return { session, sent, requests, media, metadata, clock, answers, codes, typeIds, unpublished: () => unpublished };
}

describe('RtmpSession', () => {
  it('takes an encoder from the handshake to its media', () => {
    const { session, requests, media, metadata, codes } = openSession();
    assert.equal(session.receive(publishDialogue('key')), null);
    assert.equal(session.stage, 'publishing');
    assert.deepEqual(requests, [{ app: 'live', name: 'key', flashVersion: 'FMLE/3.0 (test)' }]);
    assert.deepEqual(codes(), ['NetConnection.Connect.Success', 'NetStream.Publish.Start']);
    session.receive(message(messageType.dataAmf0, metadataBody({ width: 640 })));
    session.receive(
      Buffer.concat([message(9, videoHeader()), message(8, audioHeader()), message(9, videoFrame(true), 40)]),
    );
    assert.equal(metadata[0]?.get('width'), 640);
    assert.deepEqual(
      media.map(({ track, timestampMs }) => [track, timestampMs]),
      [
        ['video', 0],
        ['audio', 0],
        ['video', 40],
      ],
    );
    assert.deepEqual(media[2]?.body, videoFrame(true));
  });

  it('gives the same answers when the bytes come one by one', () => {
    const whole = openSession();
    const single = openSession();
    whole.session.receive(publishDialogue('key'));
    for (const byte of publishDialogue('key')) single.session.receive(Buffer.of(byte));
    assert.deepEqual(Buffer.concat(single.sent), Buffer.concat(whole.sent));
  });

  it('says why a publisher is refused, and never says Publish.Start', () => {
    const { session, codes, answers } = openSession({ decision: refused });
    assert.deepEqual(session.receive(publishDialogue('key')), refused);
    assert.deepEqual(codes(), ['NetConnection.Connect.Success', 'NetStream.Publish.BadName']);
    assert.equal(answers().at(-1)?.description, 'No.');
    assert.deepEqual(session.receive(message(9, videoHeader())), refused);
  });

  it('refuses in mid-stream what its owner cannot carry', () => {
    const { session, media, codes } = openSession({ media: refused });
    session.receive(publishDialogue('key'));
    const both = Buffer.concat([message(9, videoHeader()), message(9, videoFrame(true))]);
    assert.deepEqual(session.receive(both), refused);
    assert.equal(media.length, 1);
    assert.equal(codes().at(-1), 'NetStream.Publish.BadName');
  });

  it('refuses to play, in words', () => {
    const { session, answers } = openSession();
    const end = session.receive(
      Buffer.concat([clientHandshake(), setChunkSize(4096), connect(), command('play', 2, null, 'x')]),
    );
    assert.equal(end?.kind, 'refused');
    assert.match(answers().at(-1)?.description ?? '', /does not play over RTMP/);
  });

  it('takes commands wrapped for AMF3, aggregates, and media on any message stream', () => {
    const { session, requests, media } = openSession();
    const wrapped = Buffer.concat([Buffer.of(0), command('publish', 5, null, 'key').subarray(12)]);
    session.receive(Buffer.concat([clientHandshake(), setChunkSize(4096), connect(), message(17, wrapped)]));
    assert.equal(requests.length, 1);
    const tag = Buffer.concat([Buffer.of(8, 0, 0, 22, 0, 0, 5, 0, 0, 0, 0), audioFrame(), Buffer.alloc(4)]);
    session.receive(message(messageType.aggregate, tag, 77));
    assert.deepEqual([media[0]?.track, media[0]?.timestampMs, media[0]?.body], ['audio', 77, audioFrame()]);
  });

  it('lets an encoder stop in good order and publish again', () => {
    const { session, requests, unpublished } = openSession();
    session.receive(publishDialogue('key'));
    session.receive(Buffer.concat([command('FCUnpublish', 6, null, 'key'), command('deleteStream', 7, null, 1)]));
    assert.equal(session.stage, 'connected');
    assert.equal(unpublished(), 1);
    session.receive(command('publish', 8, null, 'key', 'live'));
    assert.equal(session.stage, 'publishing');
    assert.equal(requests.length, 2);
  });

  it('answers pings and acknowledges what it received', () => {
    const { session, sent, typeIds } = openSession();
    session.receive(publishDialogue('key'));
    const before = sent.length;
    session.receive(message(messageType.userControl, Buffer.of(0, 6, 1, 2, 3, 4), 0, 2));
    assert.deepEqual(sent[before]?.subarray(-6), Buffer.of(0, 7, 1, 2, 3, 4));
    session.receive(message(messageType.windowAcknowledgementSize, Buffer.of(0, 0, 0, 1), 0, 2));
    for (let count = 0; count < 20; count += 1) session.receive(message(9, videoFrame(true, 0, 4000)));
    const acknowledgements = typeIds().filter((typeId) => typeId === messageType.acknowledgement).length;
    assert.ok(acknowledgements >= 2 && acknowledgements <= 4, `${acknowledgements} acknowledgements`);
  });

  it('tells an Enhanced RTMP client what it carries, and others nothing of it', () => {
    const plain = openSession();
    const enhanced = openSession();
    const hello = Buffer.concat([clientHandshake(), setChunkSize(4096)]);
    plain.session.receive(Buffer.concat([hello, connect()]));
    const offer = command('connect', 1, { app: 'live', fourCcList: ['hvc1', 'avc1'] });
    enhanced.session.receive(Buffer.concat([hello, offer]));
    const information = (opened: typeof plain) => opened.answers()[0]?.values[2] as AmfObject;
    assert.equal(information(plain).has('fourCcList'), false);
    assert.deepEqual(information(enhanced).get('fourCcList'), [
      ...['avc1', 'hvc1', 'av01', 'vp09'],
      ...['mp4a', 'Opus', '.mp3'],
    ]);
    assert.equal(information(enhanced).get('capsEx'), 14);
  });

  it('drops media and metadata before a publish, and holds the smaller message limit', () => {
    const { session, media, metadata } = openSession();
    session.receive(Buffer.concat([clientHandshake(), setChunkSize(65_536), connect()]));
    session.receive(message(9, videoHeader()));
    session.receive(message(18, metadataBody({ width: 1 })));
    assert.deepEqual([media.length, metadata.length], [0, 0]);
    const end = session.receive(Buffer.of(4, 0, 0, 0, 2, 0, 0, 9, 1, 0, 0, 0));
    assert.equal(end?.kind, 'fault');
  });

  it('ends a peer that sends control messages without end', () => {
    const { session } = openSession();
    session.receive(publishDialogue('key'));
    const pings = Buffer.concat(Array(600).fill(message(messageType.userControl, Buffer.of(0, 6, 0, 0, 0, 0), 0, 2)));
    assert.equal(session.receive(pings)?.kind, 'fault');
  });

  it('lets a publisher send data and aggregates with each of its pictures, however many there are', () => {
    const { session, media, metadata } = openSession();
    session.receive(publishDialogue('key'));
    const tag = Buffer.concat([Buffer.of(8, 0, 0, 22, 0, 0, 5, 0, 0, 0, 0), audioFrame(), Buffer.alloc(4)]);
    for (const [typeId, payload] of [
      [messageType.dataAmf0, metadataBody({ tc: '10:00:00:00' })],
      [messageType.dataAmf3, Buffer.concat([Buffer.of(0), metadataBody({ tc: '10:00:00:00' })])],
      [messageType.aggregate, tag],
    ] as const) {
      const second = Buffer.concat(Array(2_000).fill(message(typeId, payload)));
      assert.equal(session.receive(second), null, `messages of type ${typeId}`);
    }
    assert.deepEqual([media.length, metadata.length], [2_000, 4_000]);
  });

  it('ends a peer that sends data without end before it publishes', () => {
    const { session } = openSession();
    session.receive(Buffer.concat([clientHandshake(), setChunkSize(4096), connect()]));
    const data = Buffer.concat(Array(600).fill(message(messageType.dataAmf0, metadataBody({ width: 1 }))));
    assert.equal(session.receive(data)?.kind, 'fault');
  });

  it('ignores metadata that lies or is malformed', () => {
    const { session, metadata } = openSession();
    session.receive(publishDialogue('key'));
    assert.equal(
      session.receive(message(18, Buffer.of(2, 0, 10, ...Buffer.from('onMetaData'), 0x0a, 255, 255, 255, 255))),
      null,
    );
    assert.equal(metadata.length, 0);
  });

  it('never throws, whatever follows the handshake', () => {
    const dialogue = publishDialogue('key');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: serverHandshakeBytes, max: dialogue.length - 1 }), fc.nat(255)), {
          maxLength: 6,
        }),
        fc.uint8Array({ maxLength: 200 }),
        (edits, tail) => {
          const damaged = Buffer.from(dialogue);
          for (const [at, value] of edits) damaged[at] = value;
          openSession().session.receive(Buffer.concat([damaged, tail]));
        },
      ),
      { numRuns: 500 },
    );
  });
});
