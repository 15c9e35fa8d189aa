import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import type { ChannelStatus, Phase } from '../status.ts';
import type { EngineNeeds } from './engine.ts';
import { Player, type PlayerNeeds } from './player.ts';

/** As much of a video element as the player touches. */
class PlainVideo extends EventTarget {
  currentTime = 0;
  paused = true;
  seeking = false;
  ended = false;
  readyState = 4;
  volume = 1;
  muted = false;
  playbackRate = 1;
  videoWidth = 0;
  videoHeight = 0;
  buffered = { length: 1, start: () => 0, end: () => this.currentTime + 1.2 };

  play(): Promise<void> {
    this.paused = false;
    this.dispatchEvent(new Event('play'));
    return Promise.resolve();
  }

  pause(): void {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }
}

function statusOf(phase: Phase): ChannelStatus {
  return {
    phase,
    title: '',
    isAudioOnly: false,
    startedAtMs: null,
    lastLiveAtMs: null,
    viewerCount: null,
    serverTimeMs: null,
    ladderVersion: null,
    planned: null,
  };
}

/** A player with a hand-turned clock and an engine that does what the test says. */
function rig(phase: Phase, playlist: string | null = null, changes: Partial<PlayerNeeds> = {}) {
  let nowMs = 1000;
  const clock: BrowserClock = {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    random: () => 1,
    after: () => () => undefined,
    every: () => () => undefined,
  };
  const status = signal(statusOf(phase));
  const kept = new Map<string, string>();
  const engines: (EngineNeeds & { calls: string[] })[] = [];
  const unknown = new Set(['audio', 'new']);
  const place = { latencySeconds: 1.5 };
  const player = new Player({
    clock,
    memory: { read: (name) => kept.get(name) ?? null, write: (name, value) => void kept.set(name, value) },
    channel: {
      status,
      reachable: signal(true),
      phaseSinceMs: 0,
      answeredAtMs: 0,
      setUrgent: () => undefined,
      askNow: () => undefined,
    },
    playlistUrl: 'http://host/hls/stream.m3u8',
    fetch: () =>
      playlist === null ? Promise.reject(new TypeError('No network here.')) : Promise.resolve(new Response(playlist)),
    openEngine: (needs) => {
      const calls: string[] = [];
      engines.push({ ...needs, calls });
      return Promise.resolve({
        name: 'hls.js',
        position: () => ({ ...place, holdBackSeconds: 1.5, oldestSeconds: 28 }),
        knows: (choice) => !unknown.has(choice),
        choose: (choice) => void calls.push(`choose ${choice}`),
        keepOnly: (variants) => void calls.push(`keep ${variants.map(({ id }) => id).join(' ')}`),
        jumpToLive: (targetSeconds) => {
          calls.push('jump');
          place.latencySeconds = targetSeconds;
        },
        seekBy: (seconds) => {
          const reachesLive = place.latencySeconds - seconds < 2;
          place.latencySeconds = reachesLive ? 1.5 : place.latencySeconds - seconds;
          return reachesLive;
        },
        seekTo: (behindSeconds) => {
          calls.push(`seek ${behindSeconds}`);
          place.latencySeconds = behindSeconds;
        },
        wallMsAt: (behindSeconds) => 1_000_000 - behindSeconds * 1000,
        suspend: () => void calls.push('suspend'),
        resume: () => void calls.push('resume'),
        bandwidth: () => 5_000_000,
        transferMs: () => null,
        destroy: () => void calls.push('destroy'),
      });
    },
    ...changes,
  });
  const video = new PlainVideo();
  player.attach(video as unknown as HTMLVideoElement, { getContext: () => null } as unknown as HTMLCanvasElement);
  const pass = (ms: number) => {
    nowMs += ms;
    player.tick();
  };
  const playFor = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 200) {
      video.currentTime += 0.2;
      engines.at(-1)?.listener.onMedia();
      pass(200);
    }
  };
  const opened = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { player, video, status, engines, unknown, place, kept, pass, playFor, opened };
}

test('a live channel plays without being asked, with the distance behind live told', async () => {
  const { player, engines, playFor, opened } = rig('live');
  await opened();
  assert.equal(player.state.value, 'connecting');
  playFor(600);
  assert.equal(player.state.value, 'playing');
  assert.equal(player.pacer.latencySeconds.value, 1.5);
  assert.equal(engines.length, 1);
});

test('an offline channel loads nothing, then starts by itself', async () => {
  const { player, status, engines, pass, opened } = rig('offline');
  await opened();
  assert.deepEqual([player.state.value, engines.length], ['offline', 0]);
  status.value = statusOf('live');
  pass(200);
  await opened();
  assert.deepEqual([player.state.value, engines.length], ['connecting', 1]);
});

test('without autoplay nothing is loaded until the viewer presses play, and from then on it starts by itself', async () => {
  const { player, status, engines, pass, playFor, opened } = rig('live', null, { autoplay: 'off' });
  await opened();
  pass(10_000);
  assert.deepEqual([player.state.value, engines.length], ['ready', 0]);
  player.togglePlay();
  await opened();
  playFor(600);
  assert.deepEqual([player.state.value, engines.length], ['playing', 1]);
  status.value = statusOf('offline');
  pass(2000);
  assert.equal(player.state.value, 'offline');
  status.value = statusOf('live');
  pass(200);
  assert.equal(engines.length, 2);
});

test('where only sound will do and the browser refuses it, the picture waits for a press, and then plays even in silence', async () => {
  const { player, video, engines, opened } = rig('live', null, { autoplay: 'sound-only' });
  const plays = video.play.bind(video);
  video.play = () => (video.muted ? plays() : Promise.reject(new DOMException('No gesture yet.', 'NotAllowedError')));
  await opened();
  assert.deepEqual([player.state.value, video.muted, engines[0]?.calls], ['ready', false, ['destroy']]);
  player.begin();
  await opened();
  assert.deepEqual([engines.length, video.muted, player.loudness.blocked.value], [2, true, true]);
});

test('a channel that is not for everybody asks first, and remembers the answer', async () => {
  const first = rig('live', null, { isForAdults: true });
  await first.opened();
  assert.deepEqual(
    [first.player.state.value, first.player.needsConsent.value, first.engines.length],
    ['ready', true, 0],
  );
  first.player.begin();
  await first.opened();
  assert.deepEqual([first.player.needsConsent.value, first.engines.length], [false, 1]);
  const memory = { read: (name: string) => first.kept.get(name) ?? null, write: () => undefined };
  const second = rig('live', null, { isForAdults: true, memory });
  await second.opened();
  assert.equal(second.engines.length, 1);
});

test('a frame that wants silence gets it, and the next visit has its sound again', () => {
  const { player, video, kept } = rig('live', null, { initiallyMuted: true });
  assert.deepEqual([player.loudness.muted.value, video.muted, kept.size], [true, true, 0]);
});

test('an engine that fails is replaced, and what the old one still says is not heard', async () => {
  const { player, engines, pass, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  engines[0]?.listener.onFailure({ kind: 'network', detail: 'levelLoadError (404)' });
  assert.equal(player.state.value, 'reconnecting');
  pass(300);
  await opened();
  assert.deepEqual([engines.length, engines[0]?.calls.at(-1)], [2, 'destroy']);
  engines[0]?.listener.onCurrent('2');
  assert.equal(player.current.value, '');
  playFor(600);
  assert.deepEqual([player.state.value, player.failure.value, player.recoveries.value], ['playing', null, 1]);
});

test('a change between sound alone and a picture is told as no loss, unless nothing more is heard of the server', async () => {
  const { player, engines, pass, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  engines[0]?.listener.onOtherTracks();
  pass(200);
  assert.deepEqual([player.state.value, engines[1]?.skipsOlderTracks], ['playing', true]);
  pass(400);
  engines[1]?.listener.onVariants([]);
  pass(400);
  assert.equal(player.state.value, 'connecting');
  pass(600);
  assert.equal(player.state.value, 'reconnecting');
  engines[1]?.listener.onMedia();
  playFor(400);
  assert.equal(player.state.value, 'playing');
});

test('where nothing could be decoded the player looks again, and plays what can be as soon as it is there', async (t) => {
  const isTypeSupported = (type: string) => !type.includes('hvc1');
  Object.assign(globalThis, { MediaSource: { isTypeSupported } });
  t.after(() => Reflect.deleteProperty(globalThis, 'MediaSource'));
  const listed = (codecs: string) =>
    `#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="${codecs}",RESOLUTION=640x360\n0/stream.m3u8\n`;
  const sound = '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="mp4a.40.2"\naudio/stream.m3u8\n';
  let playlist = listed('hvc1.1.6.L63.90,mp4a.40.2') + sound;
  let asked = 0;
  const fetchPlaylist = () => {
    asked += 1;
    return Promise.resolve(new Response(playlist));
  };
  const { player, engines, pass, opened } = rig('live', null, { fetch: fetchPlaylist });
  await opened();
  engines[0]?.listener.onFailure({ kind: 'codec', detail: 'none fits' });
  for (let second = 0; second < 10; second += 1) {
    pass(1000);
    await opened();
  }
  assert.equal(player.state.value, 'failed');
  assert.equal(engines.length, 1, 'sound alone is no picture');
  assert.equal(asked, 5);
  playlist = listed('avc1.64001F,mp4a.40.2') + sound;
  pass(2000);
  await opened();
  pass(200);
  assert.equal(engines.length, 2);
});

test('the end of the broadcast lets the last seconds play, then lets go', async () => {
  const { player, status, engines, pass, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  status.value = statusOf('offline');
  playFor(400);
  assert.equal(player.state.value, 'playing');
  pass(1200);
  assert.deepEqual([player.state.value, engines[0]?.calls.at(-1)], ['offline', 'destroy']);
});

test('after a minute of pause nothing more is loaded, and playing goes on at live', async () => {
  const { player, engines, pass, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  player.pause();
  assert.equal(player.state.value, 'paused');
  pass(61_000);
  pass(1000);
  assert.deepEqual(engines[0]?.calls, ['suspend']);
  player.play();
  assert.deepEqual(engines[0]?.calls, ['suspend', 'resume', 'jump']);
});

test('who has gone back stays behind after a step forward, and follows live again once a step reaches it', async () => {
  const { player, engines, place, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  for (let press = 0; press < 5; press += 1) player.seekBy(-5);
  playFor(1000);
  assert.equal(player.pacer.latencySeconds.value, 26.5);
  player.seekBy(5);
  playFor(1000);
  assert.deepEqual([player.pacer.latencySeconds.value, player.pacer.atLive.value], [21.5, false]);
  for (let press = 0; press < 4; press += 1) player.seekBy(5);
  playFor(1000);
  assert.deepEqual([player.pacer.latencySeconds.value, player.pacer.atLive.value], [1.5, true]);
  assert.deepEqual(engines[0]?.calls, [], 'no jump was needed');
  place.latencySeconds = 12;
  playFor(200);
  assert.deepEqual(engines[0]?.calls, ['jump'], 'who drifts away now is brought back');
});

function picture(id: string, height: number) {
  const width = Math.round((height * 16) / 9);
  return { id, url: '', name: '', width, height, frameRate: 30, bitsPerSecond: 1, codecs: '', hasVideo: true };
}

test('a source that comes back in the size of another rendition is still told as the source', async () => {
  const { player, video, engines, playFor, opened } = rig('live');
  await opened();
  engines[0]?.listener.onVariants([picture('0', 480), picture('1', 360), picture('2', 240)]);
  engines[0]?.listener.onCurrent('0');
  playFor(600);
  Object.assign(video, { videoWidth: 640, videoHeight: 360 });
  video.dispatchEvent(new Event('resize'));
  assert.equal(player.current.value, '0');
  engines[0]?.listener.onCurrent('2');
  assert.equal(player.current.value, '2');
});

function listed(renditions: Readonly<Record<string, number>>): string {
  const entries = Object.entries(renditions).map(
    ([id, height]) => `#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=${(height * 16) / 9}x${height}\n${id}/stream.m3u8\n`,
  );
  return entries.join('');
}

const changedLadder = listed({ 0: 720, new: 720 });

test('when the ladder changes the menu follows, the engine learns what is left, and a slow line is worth a fresh one', async () => {
  const { player, engines, playFor, opened } = rig('live', changedLadder);
  await opened();
  await player.followLadder();
  assert.deepEqual(player.variants.value, [], 'nothing is asked before there is anything to choose');
  engines[0]?.listener.onVariants([picture('0', 720), picture('1', 360)]);
  playFor(600);
  await player.followLadder();
  assert.deepEqual(engines[0]?.calls, ['keep 0 new']);
  assert.deepEqual(
    player.variants.value.map(({ id }) => id),
    ['0', 'new'],
  );
  playFor(5000);
  engines[0]?.listener.onStall();
  await opened();
  assert.equal(engines.length, 2, 'a line too slow for what the engine knows is reason enough for a fresh one');
});

test('a chosen quality is found again in every ladder, and what comes nearest to it is shown while it is gone', async () => {
  let playlist = '';
  const { player, engines, unknown, playFor, opened } = rig('live', null, {
    fetch: () => Promise.resolve(new Response(playlist)),
  });
  const follow = async (renditions: Readonly<Record<string, number>>) => {
    playlist = listed(renditions);
    await player.followLadder();
    await opened();
    return player.choice.value;
  };
  await opened();
  engines[0]?.listener.onVariants([picture('0', 360), picture('1', 270), picture('2', 180)]);
  playFor(600);
  player.choose('1');
  assert.equal(await follow({ 0: 540, 2: 180 }), '2');
  assert.equal(await follow({ 0: 540, 1: 270, 2: 180 }), '1');
  assert.deepEqual(engines[0]?.calls, ['choose 1', 'keep 0 2', 'choose 2', 'keep 0 1 2', 'choose 1']);
  assert.equal(await follow({ 0: 540 }), '0');
  assert.equal(await follow({ 0: 540, new: 270 }), 'new');
  assert.deepEqual([engines.length, engines[1]?.choice], [2, 'new'], 'only a fresh engine knows it');
  unknown.delete('new');
  player.choose('auto');
  assert.equal(await follow({ 0: 540, 1: 270 }), 'auto');
});

test('a chosen quality holds in the next broadcast, under whatever index', async () => {
  const { player, status, engines, pass, playFor, opened } = rig('live');
  await opened();
  engines[0]?.listener.onVariants([picture('0', 360), picture('1', 270)]);
  playFor(600);
  player.choose('1');
  status.value = statusOf('offline');
  pass(2000);
  status.value = statusOf('live');
  pass(200);
  await opened();
  engines[1]?.listener.onVariants([picture('0', 720), picture('1', 540), picture('2', 270)]);
  assert.deepEqual([player.choice.value, engines[1]?.calls], ['2', ['choose 2']]);
});

test('a picture that comes when there was but a sound that this browser can decode is shown', async () => {
  const { player, engines, unknown, playFor, opened } = rig('live', changedLadder);
  await opened();
  const [engine] = engines;
  engine?.listener.onVariants([{ ...picture('audio', 0), hasVideo: false }]);
  playFor(600);
  unknown.add('auto');
  await player.followLadder();
  assert.equal(engines.length, 2);
  await opened();
  unknown.delete('auto');
  await player.followLadder();
  assert.equal(engines.length, 2, 'once is enough');
});

test('audio only is played by an engine of its own', async () => {
  const { player, status, engines, pass, playFor, opened } = rig('live');
  await opened();
  const sound = { ...picture('audio', 0), url: 'http://host/hls/audio/stream.m3u8', hasVideo: false };
  const variants = [picture('0', 720), sound];
  engines[0]?.listener.onVariants(variants);
  playFor(600);
  player.choose('0');
  assert.deepEqual(engines[0]?.calls, ['choose 0']);
  player.choose('audio');
  await opened();
  assert.equal(engines[1]?.playlistUrl, 'http://host/hls/audio/stream.m3u8');
  assert.equal(player.listening.value, true);
  status.value = statusOf('offline');
  pass(2000);
  status.value = statusOf('live');
  pass(200);
  await opened();
  engines[2]?.listener.onVariants(variants);
  await opened();
  assert.equal(engines[3]?.playlistUrl, 'http://host/hls/audio/stream.m3u8', 'so it is in the next broadcast');
});

test('who goes to a moment of the past stays there, until they ask for live or come near it', async () => {
  const { player, engines, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  const { calls } = engines[0] ?? { calls: [] };
  player.seekTo(12);
  assert.deepEqual([calls.splice(0), player.pacer.following], [['seek 12'], false]);
  player.seekTo(3.4);
  assert.deepEqual([calls.splice(0), player.pacer.following], [['jump'], true]);
  player.pause();
  playFor(61_000);
  calls.splice(0);
  assert.equal(player.wallMsAt(12), null);
  player.seekTo(12);
  assert.deepEqual(calls, ['resume', 'jump'], 'after a long pause nobody knows what is left');
  assert.equal(player.wallMsAt(12), 988_000);
});

test('who pauses before the first picture has moved is left alone as well', async () => {
  const { player, engines, pass, opened } = rig('live');
  await opened();
  engines[0]?.listener.onMedia();
  assert.equal(player.paused.value, false);
  player.pause();
  pass(20_000);
  assert.deepEqual([player.state.value, engines.length], ['paused', 1]);
});

test('an engine that is started while the viewer pauses waits for them, and loads nothing more after a minute', async () => {
  const sound = { ...picture('audio', 0), url: 'http://host/hls/audio/stream.m3u8', hasVideo: false };
  const restarts: readonly ((player: Player) => Promise<void> | void)[] = [
    (player) => player.choose('audio'),
    (player) => player.followLadder(),
  ];
  for (const restart of restarts) {
    const { player, engines, pass, playFor, opened } = rig('live', listed({ 0: 720, new: 1080 }));
    await opened();
    engines[0]?.listener.onVariants([picture('0', 720), sound]);
    playFor(600);
    player.pause();
    pass(55_000);
    await restart(player);
    pass(5000);
    await opened();
    assert.deepEqual([player.state.value, engines.length], ['paused', 2]);
    pass(40_000);
    assert.deepEqual([player.state.value, engines[1]?.calls], ['paused', []], 'its first picture is waited for');
    engines[1]?.listener.onMedia();
    pass(200);
    assert.deepEqual([player.state.value, engines[1]?.calls], ['paused', ['suspend']]);
    pass(40_000);
    player.play();
    assert.deepEqual([player.state.value, engines[1]?.calls], ['playing', ['suspend', 'resume', 'jump']]);
    pass(1000);
    assert.deepEqual([player.state.value, engines.length], ['reconnecting', 2], 'patience begins now');
    playFor(600);
    assert.equal(player.state.value, 'playing');
  }
});

test('after a pause of any length, live is live, and so is play after a long one', async () => {
  const ways: readonly (readonly [pauseMs: number, way: (player: Player, video: PlainVideo) => unknown])[] = [
    [10_000, (player) => player.jumpToLive()],
    [62_000, (player) => player.jumpToLive()],
    [62_000, (player) => player.play()],
    [62_000, (player) => player.seekBy(5)],
    [62_000, (_, video) => video.play()],
  ];
  for (const [pauseMs, way] of ways) {
    const { player, video, engines, place, pass, playFor, opened } = rig('live');
    await opened();
    playFor(600);
    player.pause();
    pass(pauseMs);
    const { calls } = engines[0] ?? { calls: [] };
    assert.deepEqual(calls.splice(0), pauseMs > 60_000 ? ['suspend'] : []);
    place.latencySeconds = pauseMs / 1000;
    way(player, video);
    assert.deepEqual(calls.splice(0), pauseMs > 60_000 ? ['resume', 'jump'] : ['jump']);
    assert.deepEqual([player.state.value, video.paused, player.pacer.following], ['playing', false, true]);
    // What came meanwhile is known only after the jump.
    place.latencySeconds = 30;
    playFor(200);
    assert.deepEqual([calls, place.latencySeconds], [['jump'], 1.5]);
  }
});

test('who plays on after a short pause stays where they were', async () => {
  const { player, engines, place, pass, playFor, opened } = rig('live');
  await opened();
  playFor(600);
  player.pause();
  pass(10_000);
  place.latencySeconds = 11.5;
  player.play();
  playFor(600);
  assert.deepEqual([player.pacer.following, player.pacer.latencySeconds.value, engines[0]?.calls], [false, 11.5, []]);
});
