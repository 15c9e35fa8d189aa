import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AerialProcess } from '../peers/aerial-process.ts';
import { Child } from '../peers/children.ts';
import { type Place, seedFollowers } from '../peers/fediverse-followers.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { takePort } from '../peers/ports.ts';
import { cpuSeconds, watchMemory } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';
import type { Figure, Goal } from './figures.ts';
import type { SinkCount, SinkOrder } from './inbox-sink.ts';
import type { BenchPlan, Report } from './plan.ts';
import type { PlainOrder, PlainResult } from './plain-delivery.ts';
import type { SwarmResult } from './swarm.ts';
import { PLAYLIST, watchPicture } from './watch-picture.ts';

const PASSWORD = 'a-password-for-the-bench';
/** Followers of one of the few servers that many are on. */
const FOLLOWERS_PER_HOST = 20;
/** Hosts with certificates are told fewer: making these takes a while, and each host costs the same. */
const FOLLOWERS_PER_SECURE_HOST = 10;
/** What each server is told, about as long as a live notice. */
const PLAIN_BODY = JSON.stringify({ type: 'Create', object: { type: 'Note', content: 'On air. '.repeat(180) } });
const PLAIN_PARALLEL = 48;
const DELIVERY_TIMEOUT_MS = 300_000;

/** All the inboxes there are, in a process of its own, on the core that the server leaves free. */
class InboxSink {
  readonly place: Place;
  readonly #child: Child;

  private constructor(place: Place, child: Child) {
    this.place = place;
    this.#child = child;
  }

  static async open(secure: SinkOrder['secure'] = null): Promise<InboxSink> {
    const port = await takePort();
    const script = resolve(import.meta.dirname, 'inbox-sink.ts');
    const order: SinkOrder = { port, secure };
    const child = new Child('taskset', ['-c', '1', process.execPath, script, JSON.stringify(order)]);
    const explain = () => child.lines.join('\n');
    await until('the sink listens', () => child.lines.includes('ready'), { timeoutMs: 60_000, explain });
    return new InboxSink({ port, scheme: secure === null ? 'http' : 'https' }, child);
  }

  async begin(asks: 'nothing' | 'ed25519' = 'nothing'): Promise<void> {
    await fetch(`http://127.0.0.1:${this.place.port}/anew?asks=${asks}`, { method: 'POST' });
  }

  async count(): Promise<SinkCount> {
    return (await (await fetch(`http://127.0.0.1:${this.place.port}/count`)).json()) as SinkCount;
  }

  async close(): Promise<void> {
    await this.#child.stop('SIGKILL');
  }
}

interface Delivered {
  readonly hosts: number;
  readonly tookMs: number;
  readonly perSecond: number;
  readonly cpuMsEach: number;
  readonly peakMegabytes: number;
  /** Hosts that were told nothing, told twice, or told without the signature that was due. */
  readonly faults: number;
  /** Of the TLS connections, how many went on with a session of before; 0 to 1. */
  readonly resumed: number;
}

interface Crowd {
  readonly followers: number;
  readonly hosts: number;
  readonly sink: InboxSink;
  /** How each post is to be signed. */
  readonly signed?: 'rsa' | 'ed25519';
  /** What inboxes ask for from now on. */
  readonly asks?: 'nothing' | 'ed25519';
}

/** A channel with followers elsewhere, and the inboxes that they read. */
class Channel {
  readonly aerial: AerialProcess;

  constructor(aerial: AerialProcess) {
    this.aerial = aerial;
  }

  static async open(more: Readonly<Record<string, string>> = {}): Promise<Channel> {
    const environment = {
      AERIAL_LADDER: 'off',
      AERIAL_ADMIN_PASSWORD: PASSWORD,
      AERIAL_FEDERATION_LOCAL: 'on',
      // Nobody is told of the broadcast itself: posts are what is measured.
      AERIAL_FEDERATION_LIVE_MESSAGE: '',
      ...more,
    };
    const channel = new Channel(await AerialProcess.start({ environment, cores: '0' }));
    await channel.admin('config/serverurl', 'https://tv.example');
    await channel.admin('config/federation/enable', true);
    const account = `${channel.aerial.url}/.well-known/webfinger?resource=acct:streamer@tv.example`;
    await until('the channel can be followed', async () => (await fetch(account)).ok, { timeoutMs: 20_000 });
    return channel;
  }

  async admin(path: string, value: unknown): Promise<void> {
    const answer = await fetch(`${this.aerial.url}/api/admin/${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}` },
      body: JSON.stringify({ value }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  /** Says something to so many followers on so many hosts, and waits until all of these have it. */
  async tell({ asks = 'nothing', followers, hosts, signed = 'rsa', sink }: Crowd): Promise<Delivered> {
    const { aerial } = this;
    seedFollowers(aerial.dataDirectory, { count: followers, hosts, place: sink.place });
    await sink.begin(asks);
    const memory = watchMemory(aerial.pid);
    const cpuBefore = cpuSeconds(aerial.pid);
    const startedWallMs = Date.now();
    await this.admin('federation/send', `On air about #radio. ${'Come and see. '.repeat(40)}`);
    const isTold = async () => (await sink.count()).posts >= hosts;
    const explain = () => aerial.logLines.slice(-20).join('\n');
    await until(`${hosts} hosts are told`, isTold, { timeoutMs: DELIVERY_TIMEOUT_MS, everyMs: 50, explain });
    const count = await sink.count();
    const tookMs = count.latestWallMs - startedWallMs;
    const signedOtherwise = Math.abs(count.ed25519 - (signed === 'ed25519' ? hosts : 0));
    return {
      hosts,
      tookMs,
      perSecond: (hosts / tookMs) * 1000,
      cpuMsEach: ((cpuSeconds(aerial.pid) - cpuBefore) * 1000) / hosts,
      peakMegabytes: memory.stop(),
      faults: Math.abs(count.hosts - hosts) + count.posts - hosts + count.faulty + signedOtherwise,
      resumed: count.secured === 0 ? 0 : count.resumed / count.secured,
    };
  }
}

async function runPlain(sink: InboxSink, hosts: number, key: PlainOrder['key']): Promise<Delivered> {
  await sink.begin();
  const order: PlainOrder = { key, port: sink.place.port, hosts, parallel: PLAIN_PARALLEL, body: PLAIN_BODY };
  const script = resolve(import.meta.dirname, 'plain-delivery.ts');
  const child = new Child('taskset', ['-c', '0', process.execPath, script, JSON.stringify(order)]);
  const memory = watchMemory(child.pid);
  const watchdog = setTimeout(() => void child.stop('SIGKILL'), DELIVERY_TIMEOUT_MS);
  const exit = await child.exited;
  clearTimeout(watchdog);
  if (exit.code !== 0) throw new Error(`the plain loop failed: ${child.lines.join('\n')}`);
  const { cpuMs, failures, tookMs } = JSON.parse(child.lines.at(-1) ?? '') as PlainResult;
  const perSecond = (hosts / tookMs) * 1000;
  return {
    hosts,
    tookMs,
    perSecond,
    cpuMsEach: cpuMs / hosts,
    peakMegabytes: memory.stop(),
    faults: failures,
    resumed: 0,
  };
}

interface Rounds {
  readonly few: Delivered;
  readonly rsa: Delivered;
  readonly ed25519: Delivered;
  readonly plainRsa: Delivered;
  readonly plainEd25519: Delivered;
  readonly secureFirst: Delivered;
  readonly secureAgain: Delivered;
}

async function measureSpeed(sink: InboxSink, plan: BenchPlan, report: Report): Promise<Rounds> {
  const { followers } = plan;
  const folder = makeTemporaryFolder('authority');
  const authorityFile = join(folder.path, 'authority.pem');
  const secureHosts = followers / FOLLOWERS_PER_SECURE_HOST;
  const secure = await InboxSink.open({ hosts: secureHosts, authorityFile });
  const channel = await Channel.open({ NODE_EXTRA_CA_CERTS: authorityFile });
  try {
    // Until its code is compiled a server is not the one that followers meet.
    await channel.tell({ followers: 200, hosts: 200, sink });
    const hosts = followers / FOLLOWERS_PER_HOST;
    report(`${followers} followers on ${hosts} hosts`);
    const few = await channel.tell({ followers, hosts, sink });
    report(`${followers} followers on ${followers} hosts, signing with RSA`);
    const rsa = await channel.tell({ followers, hosts: followers, sink, asks: 'ed25519' });
    report('the same, signing with Ed25519, since these hosts have asked for it');
    const ed25519 = await channel.tell({ followers, hosts: followers, sink, signed: 'ed25519' });
    report('a plain loop, signing with RSA, then with Ed25519');
    const plainRsa = await runPlain(sink, followers, 'rsa');
    const plainEd25519 = await runPlain(sink, followers, 'ed25519');
    report(`${secureHosts} hosts by https, for the first time, then once more`);
    const crowd = { followers: secureHosts, hosts: secureHosts, sink: secure };
    const secureFirst = await channel.tell(crowd);
    const secureAgain = await channel.tell(crowd);
    return { few, rsa, ed25519, plainRsa, plainEd25519, secureFirst, secureAgain };
  } finally {
    await channel.aerial.dispose();
    await secure.close();
    folder.remove();
  }
}

interface Watched {
  readonly quiet: SwarmResult;
  readonly delivering: SwarmResult;
  readonly told: Delivered;
}

/** The live picture without deliveries and beside them; the second watch lasts until all are told. */
async function measurePicture(sink: InboxSink, plan: BenchPlan, measureMs: number, report: Report): Promise<Watched> {
  const clipPlan = makeClipPlan({ width: 640, height: 360, videoKbps: 870, grain: true });
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const channel = await Channel.open();
  const { aerial } = channel;
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    const isReady = async () => (await fetch(aerial.url + PLAYLIST)).ok;
    await until('a playlist', isReady, { timeoutMs: 15_000, everyMs: 100 });
    await channel.tell({ followers: 200, hosts: 200, sink });
    report('the picture without deliveries');
    const quiet = await watchPicture(aerial.httpPort, measureMs);
    report(`the picture beside ${plan.followers} deliveries`);
    const [delivering, told] = await Promise.all([
      watchPicture(aerial.httpPort, measureMs),
      // Once the viewers watch.
      pause(2000).then(() => channel.tell({ followers: plan.followers, hosts: plan.followers, sink })),
    ]);
    return { quiet, delivering, told };
  } finally {
    publisher.die();
    await aerial.dispose();
  }
}

const none: Goal = { of: 'value', atMost: 0 };

function figureOf(section: string, name: string, unit: string, aerial: number, digits: number): Figure {
  return { section, name, unit, aerial: [aerial], peer: null, goal: null, digits };
}

function describeSpeed(
  plan: BenchPlan,
  { few, rsa, ed25519, plainRsa, plainEd25519 }: Rounds,
  faults: number,
): Figure[] {
  const section = `Fediverse: ${plan.followers} followers told on one core`;
  const took = (what: string, { hosts, tookMs }: Delivered, atMost: number): Figure => ({
    ...figureOf(section, `all are told, on ${hosts} hosts${what}`, 's', tookMs / 1000, 1),
    goal: { of: 'value', atMost },
  });
  const beside = (name: string, unit: string, read: (run: Delivered) => number, digits: number): readonly Figure[] =>
    [
      { key: 'RSA', run: rsa, peer: plainRsa },
      { key: 'Ed25519', run: ed25519, peer: plainEd25519 },
    ].map(({ key, run, peer }) => ({
      ...figureOf(section, `${name}, ${key}`, unit, read(run), digits),
      peer: { name: 'fetch', rounds: [read(peer)] },
    }));
  return [
    took('', few, 10),
    took(', RSA', rsa, 60),
    took(', Ed25519', ed25519, 60),
    { ...figureOf(section, 'hosts told nothing, twice or with another signature', '', faults, 0), goal: none },
    ...beside('deliveries', '/s', (run) => run.perSecond, 0),
    ...beside('processor for each', 'ms', (run) => run.cpuMsEach, 2),
    ...beside('memory, highest', 'MB', (run) => run.peakMegabytes, 0),
  ];
}

function describeSecured({ secureFirst, secureAgain }: Rounds): Figure[] {
  const section = `Fediverse: ${secureFirst.hosts} hosts told by https, RSA`;
  const figure = (name: string, unit: string, read: (run: Delivered) => number, digits: number): Figure => ({
    ...figureOf(section, name, unit, read(secureAgain), digits),
    peer: { name: 'first time', rounds: [read(secureFirst)] },
  });
  return [
    figure('deliveries', '/s', (run) => run.perSecond, 0),
    figure('processor for each', 'ms', (run) => run.cpuMsEach, 2),
    figure('memory, highest', 'MB', (run) => run.peakMegabytes, 0),
    figure('sessions of before gone on with', '%', (run) => run.resumed * 100, 0),
  ];
}

function describePicture(plan: BenchPlan, { delivering, quiet, told }: Watched): Figure[] {
  const section = `The live picture of a server that tells ${plan.followers} hosts meanwhile, parts of 500 ms`;
  const figure = (name: string, unit: string, read: (run: SwarmResult) => number): Figure => ({
    ...figureOf(section, name, unit, read(delivering), 0),
    peer: { name: 'no deliveries', rounds: [read(quiet)] },
  });
  return [
    { ...figure('late parts', '', (run) => run.late), goal: none },
    figure('part complete after publication, median', 'ms', (run) => run.partP50Ms),
    figure('part complete after publication, p99', 'ms', (run) => run.partP99Ms),
    figure('longest time between publications', 'ms', (run) => run.longestTickMs),
    figureOf(section, 'all are told beside the picture', 's', told.tookMs / 1000, 0),
  ];
}

/** How fast followers are told, and whether who watches notices. */
export async function benchDeliveries(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const sink = await InboxSink.open();
  try {
    const rounds = await measureSpeed(sink, plan, report);
    // Long enough for all of them, should they take half as long again beside a broadcast.
    const measureMs = Math.max(5000, rounds.rsa.tookMs * 1.5);
    const watched = await measurePicture(sink, plan, measureMs, report);
    const { few, rsa, ed25519, secureFirst, secureAgain } = rounds;
    const faults = [few, rsa, ed25519, secureFirst, secureAgain, watched.told].reduce(
      (sum, run) => sum + run.faults,
      0,
    );
    return [...describeSpeed(plan, rounds, faults), ...describeSecured(rounds), ...describePicture(plan, watched)];
  } finally {
    await sink.close();
  }
}
