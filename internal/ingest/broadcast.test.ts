import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { codedFields, interlacedAvcRecords } from '../media/testing.ts';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { Broadcast, type BroadcastNeeds } from './broadcast.ts';
import type { MediaMessage, Refusal } from './rtmp/session.ts';
import { audioFrame, audioHeader, videoFrame, videoHeader } from './testing/media-bodies.ts';
import { Recorder } from './testing/recorder.ts';

const startWallMs = 1_700_000_000_000;

function open(needs: Partial<BroadcastNeeds> = {}) {
  const clock = new ManualClock(startWallMs);
  const recorder = new Recorder();
  const ended = { count: 0 };
  const identity = { remoteAddress: '192.0.2.1', encoder: 'test' };
  const broadcast = new Broadcast(
    {
      clock,
      log: silentLogger,
      events: recorder.publisher,
      broadcastId: 'b1',
      isTest: false,
      openSink: (info) => recorder.openSink(info),
      graceMs: () => 60_000,
      onEnded: () => void (ended.count += 1),
      ...needs,
    },
    identity,
  );
  const begin = (): void => broadcast.begin(identity);
  const send = (track: MediaMessage['track'], timestampMs: number, body: Buffer): Refusal | null =>
    broadcast.onMedia({ track, timestampMs, body });
  const headers = (): void => {
    send('video', 0, videoHeader());
    send('audio', 0, audioHeader());
  };
  /** One picture and one sound every 40 ms, a key frame a second. */
  const play = (fromMs: number, untilMs: number): void => {
    for (let atMs = fromMs; atMs < untilMs; atMs += 40) {
      send('video', atMs, videoFrame(atMs % 1000 === 0));
      send('audio', atMs, audioFrame());
      clock.advance(40);
    }
  };
  begin();
  return { broadcast, clock, recorder, ended, begin, send, headers, play };
}

/** A video message of the main picture as one of another size. */
function asTrack(body: Buffer): Buffer {
  const [first = 0, packetType = 0] = body;
  const head = [0x80 | (first & 0x70) | 6, packetType, ...Buffer.from('avc1'), 1];
  return Buffer.concat([Buffer.from(head), body.subarray(packetType === 0 ? 5 : 2)]);
}

describe('Broadcast', () => {
  it('goes on air with its first packets, on a timeline whose epoch is their arrival', () => {
    const { recorder, headers, play, broadcast } = open();
    headers();
    play(0, 400);
    assert.equal(broadcast.state, 'live');
    const [info] = recorder.infos;
    assert.equal(info?.epochWallMs, startWallMs - 10_000);
    assert.equal(info?.tracks.video?.width, 640);
    assert.equal(info?.tracks.audio?.sampleRate, 48_000);
    assert.deepEqual(
      recorder.items.slice(0, 3).map(({ kind }) => kind),
      ['config', 'video', 'audio'],
    );
    assert.deepEqual(recorder.eventNames, ['broadcast.started']);
  });

  it('waits a second for sound that does not come, and loses no picture meanwhile', () => {
    const { recorder, send, clock } = open();
    send('video', 0, videoHeader());
    for (let atMs = 0; atMs <= 1000; atMs += 40) {
      assert.equal(recorder.infos.length, 0);
      send('video', atMs, videoFrame(atMs === 0));
      clock.advance(40);
    }
    assert.equal(recorder.infos[0]?.tracks.audio, null);
    assert.equal(recorder.count('video'), 26);
  });

  it('goes on air rather than hold thousands of packets that all claim the same time', () => {
    const { recorder, send } = open();
    send('audio', 0, audioHeader());
    for (let count = 0; count < 3_000; count += 1) send('audio', 0, audioFrame());
    assert.equal(recorder.infos.length, 1);
  });

  it('takes in a track that comes later as a change of codec data', () => {
    const { recorder, send, play } = open();
    send('video', 0, videoHeader());
    play(0, 1200);
    send('audio', 1200, audioHeader());
    play(1200, 2400);
    assert.deepEqual(recorder.turns, ['config', 'codec-change', 'config']);
    assert.deepEqual(recorder.eventNames, ['broadcast.started', 'broadcast.changed']);
    assert.ok(recorder.count('audio') > 0);
  });

  it('goes on at wall-clock distance when the encoder comes back within the grace time', () => {
    const { recorder, broadcast, clock, begin, headers, play } = open();
    headers();
    play(0, 2000);
    broadcast.leave();
    assert.equal(broadcast.state, 'away');
    clock.advance(30_000);
    begin();
    headers();
    const returnedWallMs = clock.wallMs();
    play(0, 400);
    assert.equal(broadcast.state, 'live');
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
    assert.deepEqual(recorder.eventNames, [
      'broadcast.started',
      'broadcast.paused',
      'broadcast.returning',
      'broadcast.resumed',
    ]);
    const jump = recorder.items.find((item) => item.kind === 'discontinuity');
    const epochWallMs = recorder.infos[0]?.epochWallMs ?? 0;
    const wallMs = epochWallMs + (jump?.kind === 'discontinuity' ? jump.atMs : 0);
    assert.ok(Math.abs(wallMs - returnedWallMs) <= 100, `${wallMs - returnedWallMs} ms off`);
    clock.advance(120_000);
    assert.equal(broadcast.state, 'live');
  });

  it('says of a picture that many cannot show what to change', () => {
    const { broadcast, send, clock } = open();
    const rare = videoHeader();
    // AVCProfileIndication in the record, and profile_idc in its parameter set.
    rare[6] = 110;
    send('video', 0, rare);
    for (let atMs = 0; atMs <= 1200; atMs += 40) {
      send('video', atMs, videoFrame(atMs === 0));
      clock.advance(40);
    }
    assert.match(broadcast.health().warnings.join(), /10 bits a colour.*NV12/);
  });

  it('says of interlaced pictures what to change, as soon as it has seen one, and makes one of two fields', () => {
    const { broadcast, recorder, send, clock } = open();
    const message = (head: readonly number[], data: Buffer) => Buffer.concat([Buffer.of(...head, 0, 0, 0), data]);
    send('video', 0, message([0x17, 0], interlacedAvcRecords.apart));
    const sendPictures = (from: number, until: number, fields: readonly ('top' | 'bottom' | 'frame')[]): void => {
      for (let frame = from; frame < until; frame += 1) {
        for (const [position, field] of fields.entries()) {
          const isKey = frame === 0 && position === 0;
          const body = message([isKey ? 0x17 : 0x27, 1], codedFields(frame % 16, [field], isKey));
          send('video', frame * 40 + position * 20, body);
        }
        clock.advance(40);
      }
    };
    sendPictures(0, 30, ['frame']);
    assert.deepEqual([broadcast.health().isInterlaced, broadcast.health().warnings], [false, []]);
    sendPictures(30, 60, ['top', 'bottom']);
    assert.equal(broadcast.health().isInterlaced, true);
    assert.match(broadcast.health().warnings.join(), /interlaced.*progressive/);
    const pictures = recorder.items.filter((item) => item.kind === 'video');
    assert.equal(pictures.length, 60);
    assert.equal((pictures.at(-1)?.dtsMs ?? 0) - (pictures[0]?.dtsMs ?? 0), 59 * 40);
    assert.equal(pictures[59]?.data.length, 2 * (pictures[0]?.data.length ?? 0));
  });

  it('holds the other sizes of an encoder that is back until its main picture goes on', () => {
    const { recorder, broadcast, clock, begin, send } = open();
    const sendBoth = (fromMs: number, untilMs: number): void => {
      for (let atMs = fromMs; atMs < untilMs; atMs += 40) {
        send('video', atMs, videoFrame(atMs % 1000 === 0));
        send('video', atMs, asTrack(videoFrame(atMs % 1000 === 0)));
        clock.advance(40);
      }
    };
    const sendHeaders = (): void => {
      send('video', 0, videoHeader());
      send('video', 0, asTrack(videoHeader('small')));
    };
    sendHeaders();
    sendBoth(0, 3000);
    broadcast.leave();
    clock.advance(5000);
    const before = recorder.items.length;
    begin();
    sendHeaders();
    // Without sound it is waited for a second, in case that it comes.
    sendBoth(0, 600);
    assert.equal(broadcast.state, 'away');
    assert.equal(recorder.items.length, before);
    sendBoth(600, 1400);
    const [turn, main, ...rest] = recorder.items.slice(before);
    const layer = rest.find((item) => item.kind === 'layer');
    assert.ok(turn?.kind === 'discontinuity' && main?.kind === 'video' && main.isKey);
    assert.deepEqual([layer?.packet.isKey, layer?.packet.dtsMs], [true, main.dtsMs]);
  });

  it('sends new codec data when the encoder comes back with another picture size', () => {
    const { recorder, broadcast, clock, begin, send, headers, play } = open();
    headers();
    play(0, 1000);
    broadcast.leave();
    clock.advance(1000);
    begin();
    send('video', 0, videoHeader('small'));
    send('audio', 0, audioHeader());
    play(0, 400);
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned', 'config']);
  });

  /** The server looks after it twice a second. */
  const look = (station: ReturnType<typeof open>, forMs: number): void => {
    for (let passedMs = 0; passedMs < forMs; passedMs += 500) {
      station.clock.advance(500);
      assert.equal(station.broadcast.check(), null);
    }
  };

  it('waits for an encoder that is connected and sends nothing as for one that has gone', () => {
    const station = open();
    const { broadcast, recorder, headers, play } = station;
    headers();
    play(0, 3000);
    look(station, 1500);
    assert.equal(broadcast.state, 'live', 'a short pause is nothing yet');
    look(station, 500);
    assert.equal(broadcast.state, 'away');
    assert.equal(recorder.items.at(-1)?.kind, 'pause');
    assert.deepEqual(recorder.eventNames, ['broadcast.started', 'broadcast.paused']);
    look(station, 10_000);
    broadcast.leave();
    assert.equal(broadcast.state, 'away');
    look(station, 50_000);
    assert.equal(broadcast.state, 'ended', 'the grace time counts from the quiet');
  });

  it('goes on at wall-clock distance, with a key frame, when an encoder that was quiet goes on', () => {
    const station = open();
    const { broadcast, recorder, headers, play, send } = station;
    headers();
    play(0, 3000);
    look(station, 5000);
    const before = recorder.items.length;
    // What piled up on the way comes at once.
    for (let atMs = 3000; atMs < 7600; atMs += 40) send('video', atMs, videoFrame(atMs % 1000 === 0));
    assert.equal(recorder.items.length, before, 'what is old is not shown');
    play(8000, 10_000);
    assert.equal(broadcast.state, 'live');
    const [discontinuity, first] = recorder.items.slice(before);
    assert.ok(discontinuity?.kind === 'discontinuity' && first?.kind === 'video' && first.isKey);
    assert.equal(first.dtsMs, 18_000);
    assert.equal(recorder.items.slice(before).filter(({ kind }) => kind === 'discontinuity').length, 1);
    assert.deepEqual(recorder.eventNames.slice(1), ['broadcast.paused', 'broadcast.returning', 'broadcast.resumed']);
  });

  it('takes an encoder back whose own clock stood still while it was quiet', () => {
    const station = open();
    const { broadcast, recorder, headers, play } = station;
    headers();
    play(0, 3000);
    look(station, 30_000);
    const before = recorder.items.length;
    play(3000, 5000);
    assert.equal(broadcast.state, 'live');
    const first = recorder.items.slice(before).find(({ kind }) => kind === 'video');
    assert.ok(first?.kind === 'video' && first.isKey);
    assert.equal(first.dtsMs, 10_000 + 33_000 + 1000);
  });

  it('gives an encoder that was quiet and comes back with one field of a picture the time to send the other', () => {
    const station = open();
    const { broadcast, send, clock } = station;
    const sendField = (atMs: number, field: 'top' | 'bottom', isKey: boolean): void => {
      const head = Buffer.of(isKey ? 0x17 : 0x27, 1, 0, 0, 0);
      send('video', atMs, Buffer.concat([head, codedFields(0, [field], isKey)]));
    };
    send('video', 0, Buffer.concat([Buffer.of(0x17, 0, 0, 0, 0), interlacedAvcRecords.apart]));
    for (let atMs = 0; atMs < 2000; atMs += 40) {
      sendField(atMs, 'top', true);
      sendField(atMs + 20, 'bottom', false);
      clock.advance(40);
    }
    look(station, 12_000);
    assert.equal(broadcast.state, 'away');
    sendField(14_000, 'top', true);
    look(station, 500);
    sendField(14_020, 'bottom', false);
    assert.equal(broadcast.state, 'live');
  });

  it('shows the other sizes of an encoder that was quiet from the key frame on with which its main picture goes on', () => {
    const station = open();
    const { broadcast, recorder, send, clock } = station;
    send('video', 0, asTrack(videoHeader('small')));
    send('video', 0, videoHeader());
    const sendBoth = (fromMs: number, untilMs: number): void => {
      for (let atMs = fromMs; atMs < untilMs; atMs += 40) {
        send('video', atMs, asTrack(videoFrame(atMs % 1000 === 0)));
        send('video', atMs, videoFrame(atMs % 1000 === 0));
        clock.advance(40);
      }
    };
    sendBoth(0, 3000);
    look(station, 2000);
    assert.equal(broadcast.state, 'away');
    const before = recorder.items.length;
    sendBoth(5000, 5400);
    const [turn, main, layer] = recorder.items.slice(before);
    assert.ok(turn?.kind === 'discontinuity' && main?.kind === 'video' && layer?.kind === 'layer');
    assert.deepEqual([layer.packet.isKey, layer.packet.dtsMs], [true, main.dtsMs]);
    assert.equal(recorder.items.slice(before).filter(({ kind }) => kind === 'layer').length, 10);
  });

  it('takes an encoder for quiet that sends nothing but empty messages', () => {
    const station = open();
    const { broadcast, headers, play, send } = station;
    headers();
    play(0, 3000);
    for (let atMs = 3000; atMs < 5500; atMs += 500) {
      send('audio', atMs, Buffer.of(0xaf));
      look(station, 500);
    }
    assert.equal(broadcast.state, 'away');
  });

  it('waits past the grace time for the picture of an encoder that was quiet and sends anything to be seen or heard', () => {
    const station = open();
    const { broadcast, recorder, headers, play, send } = station;
    headers();
    play(0, 3000);
    look(station, 2000);
    assert.equal(broadcast.state, 'away');
    for (let atMs = 5000; atMs < 200_000; atMs += 500) {
      if (atMs < 100_000) send('audio', atMs, audioFrame());
      else send('video', atMs, videoFrame(false));
      look(station, 500);
    }
    play(200_000, 201_000);
    assert.equal(broadcast.state, 'live');
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
  });

  it('ends after the grace time although an encoder that was quiet goes on with empty messages', () => {
    const station = open();
    const { broadcast, recorder, headers, play, send, clock } = station;
    headers();
    play(0, 3000);
    look(station, 2000);
    assert.equal(broadcast.state, 'away');
    for (let atMs = 5000; atMs < 62_000; atMs += 500) {
      send('audio', atMs, Buffer.of(0xaf));
      look(station, 500);
    }
    let refusal: Refusal | null = null;
    for (let looks = 0; looks < 20 && refusal === null; looks += 1) {
      clock.advance(500);
      refusal = broadcast.check();
    }
    assert.match(refusal?.sentence ?? '', /Nothing came/);
    broadcast.leave();
    assert.equal(broadcast.state, 'ended');
    assert.deepEqual(recorder.turns, ['config', 'pause', 'end']);
  });

  it('leaves an encoder on air that sends a picture only now and then', () => {
    const station = open();
    const { broadcast, send, recorder } = station;
    send('video', 0, videoHeader());
    for (let atMs = 0; atMs < 30_000; atMs += 1500) {
      send('video', atMs, videoFrame(true));
      look(station, 1500);
    }
    look(station, 2500);
    assert.equal(broadcast.state, 'live');
    assert.equal(recorder.items.filter(({ kind }) => kind === 'pause').length, 0);
    look(station, 2000);
    assert.equal(broadcast.state, 'away');
  });

  it('ends when the grace time is over', () => {
    const { recorder, broadcast, clock, ended, headers, play } = open();
    headers();
    play(0, 1000);
    broadcast.leave();
    clock.advance(60_000);
    assert.equal(broadcast.state, 'ended');
    assert.deepEqual(recorder.turns, ['config', 'pause', 'end']);
    assert.equal(ended.count, 1);
    broadcast.end('again');
    assert.equal(ended.count, 1);
  });

  it('does not end under an encoder that is just coming back', () => {
    const { recorder, broadcast, clock, begin, headers, play } = open();
    headers();
    play(0, 1000);
    broadcast.leave();
    clock.advance(59_990);
    begin();
    clock.advance(100);
    headers();
    play(0, 400);
    assert.equal(broadcast.state, 'live');
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
  });

  it('ends when an encoder came back too late and left without a picture', () => {
    const { broadcast, clock, begin, headers, play } = open();
    headers();
    play(0, 1000);
    broadcast.leave();
    clock.advance(59_990);
    begin();
    clock.advance(100);
    broadcast.leave();
    assert.equal(broadcast.state, 'ended');
  });

  it('leaves no trace of an encoder that went before it was on air', () => {
    const { recorder, broadcast, ended, send } = open();
    send('video', 0, videoHeader());
    broadcast.leave();
    assert.deepEqual([recorder.infos.length, recorder.events.length, ended.count], [0, 0, 1]);
  });

  it('says in words what cannot be carried', () => {
    const { send } = open();
    const vvc = send('video', 0, Buffer.from([0x90, ...Buffer.from('vvc1'), 1, 2, 3]));
    assert.equal(vvc?.code, 'NetStream.Publish.Rejected');
    assert.match(vvc?.sentence ?? '', /VVC.* cannot be carried/);
    const flac = send('audio', 0, Buffer.from([0x90, ...Buffer.from('fLaC'), 1, 2, 3]));
    assert.match(flac?.sentence ?? '', /FLAC.* cannot be carried/);
    const speex = send('audio', 0, Buffer.of(0xb6, 1, 2, 3));
    assert.match(speex?.sentence ?? '', /Speex.* cannot be carried/);
  });

  it('turns away an encoder that sends nothing to start with for ten seconds', () => {
    const { broadcast, clock, headers, send } = open();
    headers();
    for (let atMs = 0; atMs < 10_000; atMs += 1000) {
      assert.equal(broadcast.check(), null);
      send('video', atMs, videoFrame(false));
      clock.advance(1000);
    }
    clock.advance(1000);
    assert.match(broadcast.check()?.sentence ?? '', /No key frame/);
  });

  it('breaks nothing when a consumer throws, and says so once', () => {
    const errors: string[] = [];
    const log = { ...silentLogger, error: (_: object, sentence: string) => void errors.push(sentence) };
    const broken = () => ({
      push() {
        throw new Error('broken');
      },
    });
    const { broadcast, headers, play } = open({ openSink: broken, log });
    headers();
    play(0, 1000);
    assert.equal(broadcast.state, 'live');
    assert.equal(errors.length, 1);
  });

  it('turns the publisher away when the server cannot take the broadcast on', () => {
    const openSink = (): never => {
      throw new Error('no');
    };
    const { send, headers, recorder } = open({ openSink });
    headers();
    assert.match(send('video', 0, videoFrame(true))?.sentence ?? '', /could not take/);
    assert.deepEqual(recorder.events, []);
  });
});
