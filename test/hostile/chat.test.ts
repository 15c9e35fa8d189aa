import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { resolve } from 'node:path';
import type { CheckReport } from '../checker/checker.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { ChatClient, HandshakeRefused, handshake } from '../peers/chat-client.ts';
import { addressOf, seedPeople, tokenOf } from '../peers/chat-people.ts';
import { Child } from '../peers/children.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { watchMemory } from '../peers/process-figures.ts';
import { until } from '../peers/wait.ts';
import { type ClientFrame, clientFrame, opcodes } from '../peers/websocket-frames.ts';
import { closed, dial } from './attacker.ts';
import { makeClip } from './clips.ts';

/** The server idles at about 150; what thousands came and went with is tidied up late, but no more is ever owed. */
const MAX_RSS_MB = 450;
const CROWD = 1000;
/** The crowd are the first ones; the others come after them. */
const PEOPLE = CROWD + 400;
/** Connections that one address may have. */
const SHARE = 100;
/** Pings come every 54 s and are waited for 6 s; heads of requests are looked at every 30 s. */
const LONGEST_SILENCE_MS = 75_000;

describe('The chat under attack, with a broadcast on air', () => {
  let aerial: AerialProcess;
  let publisher: FfmpegPublisher;
  let memory: { stop(): number };
  /** Follows the picture in a process of its own: this one is kept busy by its clients. */
  let checker: Child;
  let talker: ChatClient;
  let listener: ChatClient;
  let halfOpen: ChatClient;
  let slowHandshakes: Promise<void>;
  let lastSaid = 0;
  let lastAttacker = CROWD + 10;

  before(async () => {
    // So that what is refused is refused for what it is, and not since it came quickly.
    const environment = {
      AERIAL_LADDER: 'off',
      AERIAL_CHAT_SPAM_PROTECTION: 'off',
      AERIAL_CHAT_CONNECTIONS_PER_ADDRESS: `${SHARE}`,
    };
    aerial = await AerialProcess.start({ environment });
    seedPeople(aerial.dataDirectory, PEOPLE);
    publisher = new FfmpegPublisher({ url: aerial.publishUrl, clipPath: makeClip('both', 4) });
    await aerial.waitForPhase('live');
    await until('the playlist has segments', async () => (await playlist()).includes('#EXTINF'), { timeoutMs: 20_000 });
    [talker, listener, halfOpen] = [await enter(CROWD), await enter(CROWD + 1), await enter(CROWD + 2)];
    halfOpen.answersPings = false;
    slowHandshakes = shakeHandsSlowly();
    memory = watchMemory(aerial.pid);
    const script = resolve(import.meta.dirname, '../checker/main.ts');
    const url = `${aerial.url}/hls/stream.m3u8`;
    checker = new Child(process.execPath, [script, url, '--seconds', '300', '--json']);
  });

  after(async () => {
    await checker.stop();
    await publisher.stop();
    await aerial.dispose();
  });

  async function playlist(): Promise<string> {
    const answer = await fetch(`${aerial.url}/hls/0/stream.m3u8`);
    return answer.ok ? answer.text() : '';
  }

  function enter(person: number, more: { headers?: Record<string, string>; token?: string } = {}): Promise<ChatClient> {
    return ChatClient.open({
      port: aerial.httpPort,
      token: tokenOf(person),
      localAddress: addressOf(person),
      ...more,
    });
  }

  function enterAttacker(headers: Record<string, string> = {}): Promise<ChatClient> {
    lastAttacker += 1;
    return enter(lastAttacker, { headers });
  }

  /** Heads of requests that never end, a byte from time to time. */
  async function shakeHandsSlowly(): Promise<void> {
    const head = handshake({ port: aerial.httpPort, token: null });
    const sockets = await Promise.all(Array.from({ length: 200 }, (_, at) => dial(aerial.httpPort, addressOf(at))));
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      for (const socket of sockets) if (socket?.writable === true) socket.write(head.slice(sent - 1, sent));
    }, 2000);
    const open = sockets.filter((socket) => socket !== null);
    await Promise.all(open.map((socket) => closed(socket.resume())));
    clearInterval(timer);
  }

  /** What an honest one says is heard by another. */
  async function assertChatGoesOn(): Promise<void> {
    lastSaid += 1;
    const body = `number ${lastSaid} of those who mean well`;
    talker.say(body);
    await listener.next('CHAT', (event) => event.body === `<p>${body}</p>`);
  }

  /** Sends what breaks the rules of WebSocket and expects to be told so. */
  async function assertShownOut(frames: readonly ClientFrame[], code: number): Promise<void> {
    const attacker = await enterAttacker();
    for (const frame of frames) attacker.sendFrame(frame);
    assert.equal((await attacker.ended).code, code);
    await assertChatGoesOn();
  }

  function isLogged(sentence: RegExp): Promise<unknown> {
    return until(`the log says ${sentence}`, () => aerial.logLines.some((line) => sentence.test(line)), {
      timeoutMs: 5000,
    });
  }

  it('lets a thousand come back at once', async () => {
    const enterAll = () => Promise.all(Array.from({ length: CROWD }, (_, person) => enter(person)));
    const first = await enterAll();
    for (const client of first) client.drop();
    const again = await enterAll();
    await assertChatGoesOn();
    const body = `<p>number ${lastSaid} of those who mean well</p>`;
    await Promise.all(again.map((client) => client.next('CHAT', (event) => event.body === body)));
    const arrivals = listener.events.filter(({ type }) => type === 'USER_JOINED').length;
    assert.ok(arrivals < CROWD / 2, `${arrivals} arrivals were told of one by one`);
    await Promise.all(again.map((client) => client.leave()));
  });

  it('shows out who reads nothing, and waits for nobody', async () => {
    const lazy = await enterAttacker();
    lazy.socket.pause();
    const words = 'words '.repeat(300);
    const isShownOut = () => aerial.logLines.some((line) => line.includes('it does not read'));
    for (let round = 0; round < 40 && !isShownOut(); round += 1) {
      const chatty = await Promise.all(Array.from({ length: 5 }, (_, at) => enter(CROWD + 100 + round * 5 + at)));
      for (let said = 0; said < 90; said += 1) for (const client of chatty) client.say(`${words} ${said}`);
      await assertChatGoesOn();
      for (const client of chatty) client.drop();
    }
    assert.ok(isShownOut(), aerial.logLines.slice(-5).join('\n'));
    lazy.socket.resume();
    await lazy.ended;
  });

  it('shows out who sends ten thousand frames, of whatever kind', async () => {
    const chat = JSON.stringify({ type: 'CHAT', body: 'again and again' });
    const kinds: ClientFrame[] = [
      { opcode: opcodes.text, payload: chat },
      { opcode: opcodes.text, payload: 'no JSON' },
      { opcode: opcodes.binary, payload: Buffer.of(0xff, 0xfe) },
      { opcode: opcodes.ping, payload: 'are you there' },
      { opcode: opcodes.pong },
    ];
    for (const frame of kinds) {
      const attacker = await enterAttacker();
      attacker.socket.write(Buffer.concat(Array.from({ length: 10_000 }, () => clientFrame(frame))));
      await attacker.ended;
      await assertChatGoesOn();
    }
    await isLogged(/it sent too many frames/);
    const heard = listener.events.filter(({ body }) => body === '<p>again and again</p>').length;
    assert.ok(heard <= 200, `${heard} of them were passed on`);
  });

  it('lets one person be no louder with many connections than with one', async () => {
    const token = tokenOf(CROWD + 5);
    const open = (at: number) => ChatClient.open({ port: aerial.httpPort, token, localAddress: `127.0.249.${at + 1}` });
    const many = await Promise.all(Array.from({ length: 50 }, (_, at) => open(at)));
    for (const client of many) for (let said = 0; said < 20; said += 1) client.say('All of us are one');
    const areShownOut = () => many.filter((client) => client.isOver).length >= 40;
    await until('most are shown out', areShownOut, { timeoutMs: 10_000 });
    await assertChatGoesOn();
    const heard = listener.events.filter(({ body }) => body === '<p>All of us are one</p>').length;
    assert.ok(heard <= 150, `${heard} of them were passed on`);
    for (const client of many) client.drop();
  });

  it('takes no frame of a megabyte, nor waits for one that is announced', async () => {
    const million = Buffer.alloc(1_000_000, 'a');
    await assertShownOut([{ opcode: opcodes.text, payload: million }], 1009);
    await assertShownOut([{ opcode: opcodes.binary, payload: million }], 1009);
    await assertShownOut([{ opcode: opcodes.text, payload: 'a', claimedLength: 2 ** 40 }], 1009);
    await assertShownOut([{ opcode: opcodes.text, payload: Buffer.alloc(4097, 'a') }], 1009);
  });

  it('tells who writes too much so, and goes on with them', async () => {
    const client = await enterAttacker();
    client.sendFrame({ opcode: opcodes.text, payload: Buffer.alloc(2049, 'a') });
    await client.next('CHAT_ACTION');
    client.say('Shorter now');
    await client.next('CHAT', (event) => event.body === '<p>Shorter now</p>');
    client.drop();
  });

  it('takes no text that is not UTF-8', async () => {
    const invalid = Buffer.of(0x22, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x22);
    await assertShownOut([{ opcode: opcodes.text, payload: invalid }], 1007);
    await assertShownOut(
      [
        { opcode: opcodes.text, payload: Buffer.of(0xc3), isFinal: false },
        { opcode: opcodes.continuation, payload: Buffer.of(0x28) },
      ],
      1007,
    );
  });

  it('ends messages in pieces that never end', async () => {
    for (const payload of ['a', '']) {
      const attacker = await enterAttacker();
      attacker.sendFrame({ opcode: opcodes.text, payload: '{', isFinal: false });
      const piece = clientFrame({ opcode: opcodes.continuation, payload, isFinal: false });
      attacker.socket.write(Buffer.concat(Array.from({ length: 20_000 }, () => piece)));
      await attacker.ended;
      await assertChatGoesOn();
    }
  });

  it('ends what is not by the rules of WebSocket', async () => {
    const text = { opcode: opcodes.text, payload: '{}' };
    const wrong: readonly ClientFrame[][] = [
      [{ ...text, isMasked: false }],
      ...[1, 2, 3, 4, 7].map((reservedBits) => [{ ...text, reservedBits }]),
      ...[3, 7, 11, 15].map((opcode) => [{ ...text, opcode }]),
      [{ opcode: opcodes.continuation, payload: 'of nothing' }],
      [{ opcode: opcodes.ping, isFinal: false }],
      [{ opcode: opcodes.ping, payload: Buffer.alloc(126) }],
      [
        { ...text, isFinal: false },
        { ...text, isFinal: false },
      ],
      [{ opcode: opcodes.close, payload: Buffer.of(3) }],
    ];
    for (const frames of wrong) await assertShownOut(frames, 1002);
  });

  it('agrees on no compression, so that nothing can swell', async () => {
    const offer = 'permessage-deflate; client_max_window_bits, permessage-deflate; server_no_context_takeover';
    const client = await enterAttacker({ 'Sec-WebSocket-Extensions': offer });
    assert.doesNotMatch(client.head, /Sec-WebSocket-Extensions/i);
    client.sendFrame({ opcode: opcodes.text, payload: Buffer.alloc(1000), reservedBits: 4 });
    assert.equal((await client.ended).code, 1002);
  });

  it('ignores JSON of every wrong shape', async () => {
    const client = await enterAttacker();
    const bodies: unknown[] = [null, 1, [], {}, true, { toString: 1 }, ['a'], 1e308];
    const wrong: unknown[] = [
      ...bodies,
      ...bodies.map((body) => ({ type: 'CHAT', body })),
      ...bodies.map((newName) => ({ type: 'NAME_CHANGE', newName })),
      ...[-1, 8, 1.5, '1', null, 1e308].map((newColor) => ({ type: 'COLOR_CHANGE', newColor })),
      ...bodies.map((type) => ({ type, body: 'said' })),
      { type: 'SYSTEM', body: 'I am the station' },
      { type: 'VISIBILITY-UPDATE', ids: ['1'], visible: false },
    ];
    for (const event of wrong) client.sendFrame({ opcode: opcodes.text, payload: JSON.stringify(event) });
    client.sendFrame({ opcode: opcodes.text, payload: '{"__proto__":{"type":"CHAT","body":"polluted"}}' });
    client.sendFrame({ opcode: opcodes.text, payload: '['.repeat(2000) });
    client.say('That was all');
    await client.next('CHAT', (event) => event.body === '<p>That was all</p>');
    const its = client.events.filter(({ type }) => type === 'CHAT' || type === 'SYSTEM');
    const fromIt = its.filter(({ user }) => user?.id === `person-${lastAttacker}`);
    assert.deepEqual(
      fromIt.map(({ body }) => body),
      ['<p>That was all</p>'],
    );
    client.drop();
  });

  it('turns thousands away who have no token, or one that is nobody’s', async () => {
    const attempt = async (number: number): Promise<string> => {
      const token = number % 2 === 0 ? null : `guess-${number}`;
      const client = await ChatClient.open({ port: aerial.httpPort, token, localAddress: addressOf(number) });
      await client.ended;
      return client.events.map(({ type }) => type).join();
    };
    for (let first = 0; first < 4000; first += 100) {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => attempt(first + at)));
      assert.deepEqual(new Set(answers), new Set(['', 'ERROR_NEEDS_REGISTRATION']));
      if (first % 1000 === 0) await assertChatGoesOn();
    }
  });

  it('answers a handshake that is wrong in plain HTTP', async () => {
    for (const headers of [
      { 'Sec-WebSocket-Key': 'short' },
      { 'Sec-WebSocket-Key': '' },
      { 'Sec-WebSocket-Version': '12' },
      { 'Sec-WebSocket-Version': 'x'.repeat(5000) },
    ]) {
      await assert.rejects(enterAttacker(headers), (error) => error instanceof HandshakeRefused && error.status >= 400);
    }
    const long = `x${'y'.repeat(100_000)}`;
    await assert.rejects(enter(CROWD + 3, { token: long }), (error) => error instanceof HandshakeRefused);
    await assertChatGoesOn();
  });

  it('lets one address have no more than its share', async () => {
    const localAddress = '127.0.250.1';
    const port = aerial.httpPort;
    const open = () => ChatClient.open({ port, token: tokenOf(CROWD + 4), localAddress });
    const mine = await Promise.all(Array.from({ length: SHARE }, open));
    await assert.rejects(open(), { status: 200, body: 'ERROR_MAX_CONNECTIONS_EXCEEDED' });
    await assertChatGoesOn();
    for (const client of mine) client.drop();
    await until(
      'there is room again',
      () =>
        open().then(
          (client) => (client.drop(), true),
          () => false,
        ),
      {
        timeoutMs: 5000,
      },
    );
  });

  it('hangs up on sockets that are open on its side only, and on handshakes that never end', async () => {
    const timeout = AbortSignal.timeout(LONGEST_SILENCE_MS);
    const late = new Promise((_, reject) => timeout.addEventListener('abort', () => reject(new Error('still there'))));
    await Promise.race([Promise.all([halfOpen.ended, slowHandshakes]), late]);
    assert.ok(halfOpen.pingCount > 0);
    await assertChatGoesOn();
  });

  it('has meanwhile kept the picture without a gap, and its memory bounded', async (t) => {
    await checker.stop();
    const { findings, renditions } = JSON.parse(checker.lines.join('\n')) as CheckReport;
    assert.deepEqual(findings, []);
    assert.ok(renditions.length > 0);
    assert.doesNotMatch(await playlist(), /EXT-X-(DISCONTINUITY$|GAP|ENDLIST)/m);
    assert.equal((await aerial.status()).phase, 'live');
    const peakMb = memory.stop();
    t.diagnostic(`${peakMb.toFixed(0)} MB at most`);
    assert.ok(peakMb < MAX_RSS_MB, `${peakMb} MB`);
    assert.ok(!talker.isOver && !listener.isOver, 'those who mean well were shown out');
  });
});
