import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { IngestServer } from '../../internal/ingest/server.ts';
import { Recorder } from '../../internal/ingest/testing/recorder.ts';
import { systemClock } from '../../internal/platform/clock.ts';
import { silentLogger } from '../../internal/platform/log.ts';
import { MetricsRegistry } from '../../internal/platform/metrics.ts';
import { Child } from '../peers/children.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { certificate } from '../peers/certificate.ts';
import { makeClip, type ClipKind } from './clips.ts';

/** Every wait for the recorder ends by itself. */
const MAX_WAIT_MS = 15_000;

describe('real encoders', () => {
  let server: IngestServer;
  let recorder: Recorder;
  const encoders: FfmpegPublisher[] = [];

  beforeEach(async () => {
    recorder = new Recorder();
    server = new IngestServer({
      clock: systemClock,
      log: silentLogger,
      metrics: new MetricsRegistry(),
      events: recorder.publisher,
      streamKeys: {
        list: () => [
          { id: 'one', key: 'se/cret?ü=1', comment: '' },
          { id: 'two', key: 'two', comment: '' },
        ],
      },
      openSink: (info) => recorder.openSink(info),
      graceMs: () => 60_000,
      newBroadcastId: () => 'b1',
      listen: {
        host: '127.0.0.1',
        port: 0,
        tls: { port: 0, pair: { certificate: certificate.cert, key: certificate.key } },
      },
    });
    await server.start();
  });

  afterEach(async () => {
    await Promise.all(encoders.splice(0).map((encoder) => encoder.stop('SIGKILL')));
    await server.stop();
  });

  function publish(key: string, kind: ClipKind = 'both', base = `rtmp://127.0.0.1:${server.port}`): FfmpegPublisher {
    const encoder = new FfmpegPublisher({ url: `${base}/live/${key}`, clipPath: makeClip(kind, 4) });
    encoders.push(encoder);
    return encoder;
  }

  async function reaches(isTrue: () => boolean): Promise<void> {
    const late = new AbortController();
    const cancel = systemClock.after(MAX_WAIT_MS, () => late.abort());
    const failed = new Promise<never>((_, reject) => {
      late.signal.addEventListener('abort', () => {
        const words = encoders.map((encoder) => encoder.words).join('\n');
        reject(new Error(`${JSON.stringify(recorder.turns)} ${JSON.stringify(recorder.eventNames)}\n${words}`));
      });
    });
    await Promise.race([recorder.until(isTrue), failed]);
    cancel();
  }

  it('go on air with picture and sound, and with a key of any letters', async () => {
    publish('se/cret?ü=1');
    await reaches(() => recorder.count('video') > 45 && recorder.count('audio') > 60);
    const [info] = recorder.infos;
    assert.deepEqual([info?.tracks.video?.width, info?.tracks.audio?.codec], [160, 'aac']);
    assert.deepEqual([info?.metadata.width, info?.metadata.frameRate], [160, 30]);
    assert.match(info?.encoder ?? '', /^Lavf/);
    assert.deepEqual(recorder.turns, ['config']);
    const stamps = recorder.items.flatMap((item) => (item.kind === 'video' ? [item.dtsMs] : []));
    stamps.slice(1).forEach((dtsMs, index) => assert.ok(dtsMs - (stamps[index] ?? 0) < 40));
  });

  it('over RTMPS as well', async () => {
    publish('two', 'both', `rtmps://127.0.0.1:${server.tlsPort}`);
    await reaches(() => recorder.count('video') > 30);
    assert.deepEqual(recorder.turns, ['config']);
  });

  it('without sound', async () => {
    publish('two', 'video only');
    await reaches(() => recorder.count('video') > 30);
    assert.equal(recorder.infos[0]?.tracks.audio, null);
  });

  it('without a picture', async () => {
    publish('two', 'audio only');
    await reaches(() => recorder.count('audio') > 30);
    assert.equal(recorder.infos[0]?.tracks.video, null);
  });

  it('with MP3', async () => {
    publish('two', 'mp3');
    await reaches(() => recorder.count('audio') > 30 && recorder.count('video') > 10);
    assert.equal(recorder.infos[0]?.tracks.audio?.codec, 'mp3');
  });

  it('are told that a key is wrong, and end', async () => {
    const { child } = publish('wrong');
    assert.notEqual((await child.exited).code, 0);
    assert.match(child.lines.join('\n'), /Server error: The stream key is not right/);
    assert.deepEqual(recorder.eventNames, ['ingest.refused']);
  });

  it('are told which codec cannot be carried', async () => {
    const { child } = publish('two', 'speex');
    await child.exited;
    assert.equal(recorder.infos.length, 0);
    const refused = recorder.events.find(({ name }) => name === 'ingest.refused');
    assert.match(JSON.stringify(refused), /Speex.* cannot be carried/);
  });

  it('are told that somebody else is on air', async () => {
    publish('two');
    await reaches(() => recorder.count('video') > 5);
    const { child } = publish('se/cret?ü=1');
    await child.exited;
    assert.match(child.lines.join('\n'), /Server error: Somebody else is on air/);
    const { length } = recorder.items;
    await reaches(() => recorder.items.length > length + 20);
    assert.deepEqual(recorder.turns, ['config']);
  });

  it('take over from themselves at once, in the same broadcast', async () => {
    const first = publish('two');
    await reaches(() => recorder.count('video') > 5);
    publish('two');
    await first.child.exited;
    await reaches(() => recorder.turns.includes('encoder-returned'));
    const { length } = recorder.items;
    await reaches(() => recorder.items.length > length + 20);
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
    assert.equal(recorder.infos.length, 1);
  });

  it('come back within the grace time to the same broadcast', async () => {
    const first = publish('two');
    await reaches(() => recorder.count('video') > 5);
    await first.stop('SIGKILL');
    await reaches(() => recorder.turns.includes('pause'));
    publish('two');
    await reaches(() => recorder.turns.includes('encoder-returned'));
    assert.deepEqual(recorder.turns, ['config', 'pause', 'encoder-returned']);
  });

  it('are told that nothing is played here', async () => {
    const player = new Child('ffprobe', ['-v', 'info', `rtmp://127.0.0.1:${server.port}/live/two`]);
    await player.exited;
    assert.match(player.lines.join('\n'), /does not play over RTMP/);
  });
});
