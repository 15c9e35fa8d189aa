import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AerialProcess } from '../peers/aerial-process.ts';
import { seedPeople } from '../peers/chat-people.ts';
import { Child } from '../peers/children.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { takePort } from '../peers/ports.ts';
import { residentMegabytes, startCpuMeter, watchMemory } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';
import type { ChatSwarmOrder, ChatSwarmResult, ChatTask } from './chat-swarm.ts';
import type { Figure, Goal } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';
import type { SwarmResult } from './swarm.ts';
import { PLAYLIST, watchPicture } from './watch-picture.ts';

const MESSAGES_PER_SECOND = 20;
/** Messages that are under way at a time when the server is kept as busy as it can be. */
const OUTSTANDING = 200;
const NAIVE = 'ws.send to each';

/** A swarm of chat clients in a process of its own, on the core that the servers leave free. */
class Swarm {
  readonly #child: Child;

  constructor(order: ChatSwarmOrder) {
    const script = resolve(import.meta.dirname, 'chat-swarm.ts');
    this.#child = new Child('taskset', ['-c', '1', process.execPath, script, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  async do(task: ChatTask): Promise<ChatSwarmResult> {
    const answer = new Promise<string>((settle, reject) => {
      const stop = this.#child.onLine((line) => {
        if (!line.startsWith('{"open"')) return;
        stop();
        settle(line);
      });
      void this.#child.exited.then(() => reject(new Error(`the swarm failed: ${this.#child.lines.join('\n')}`)));
    });
    this.#child.process.stdin?.write(`${JSON.stringify(task)}\n`);
    return JSON.parse(await answer) as ChatSwarmResult;
  }

  async stop(): Promise<void> {
    await this.#child.stop('SIGKILL');
  }
}

interface ChatRun {
  readonly kilobytesPerClient: number;
  readonly talk: ChatSwarmResult;
  readonly returned: ChatSwarmResult;
  readonly saturated: ChatSwarmResult;
  readonly talkCpu: number;
  readonly peakMegabytes: number;
}

interface Watched {
  readonly quiet: SwarmResult;
  readonly talking: SwarmResult;
  readonly returning: SwarmResult;
  readonly saturated: SwarmResult;
}

/** Connects everybody, lets them talk, cuts them off and lets them come back, then lets them say as much as the server takes; `beside` runs while they do. */
async function runChat(
  server: { readonly pid: number; readonly port: number },
  plan: BenchPlan,
  beside: (phase: 'talking' | 'returning' | 'saturated', measureMs: number) => Promise<void>,
): Promise<ChatRun> {
  const swarm = new Swarm({ port: server.port, clients: plan.chatClients });
  try {
    const before = residentMegabytes(server.pid);
    const memory = watchMemory(server.pid);
    const connected = await swarm.do({ do: 'connect' });
    if (connected.open < plan.chatClients) throw new Error(`only ${connected.open} clients came in`);
    // Comings are told until all are in; what is measured is clients that sit there.
    await pause(3000);
    const kilobytesPerClient = ((residentMegabytes(server.pid) - before) * 1000) / plan.chatClients;
    const cpu = startCpuMeter(server.pid);
    const [talk] = await Promise.all([
      swarm.do({ do: 'talk', perSecond: MESSAGES_PER_SECOND, measureMs: plan.chatMs }),
      beside('talking', plan.chatMs),
    ]);
    const talkCpu = cpu();
    const [returned] = await Promise.all([
      // Once the viewers watch.
      pause(2000).then(() => swarm.do({ do: 'return' })),
      beside('returning', plan.chatMs),
    ]);
    const [saturated] = await Promise.all([
      swarm.do({ do: 'saturate', outstanding: OUTSTANDING, measureMs: plan.chatSaturatedMs }),
      beside('saturated', plan.chatSaturatedMs),
    ]);
    return { kilobytesPerClient, talk, returned, saturated, talkCpu, peakMegabytes: memory.stop() };
  } finally {
    await swarm.stop();
  }
}

async function runAerial(plan: BenchPlan, report: Report): Promise<ChatRun & { watched: Watched }> {
  const clipPlan = makeClipPlan({ width: 640, height: 360, videoKbps: 870, grain: true });
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const environment = { AERIAL_LADDER: 'off', AERIAL_CHAT_SPAM_PROTECTION: 'off' };
  const aerial = await AerialProcess.start({ environment, cores: '0' });
  seedPeople(aerial.dataDirectory, plan.chatClients);
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    const isReady = async () => (await fetch(aerial.url + PLAYLIST)).ok;
    await until('a playlist', isReady, { timeoutMs: 15_000, everyMs: 100 });
    report('the picture without a chat');
    const quiet = await watchPicture(aerial.httpPort, plan.chatMs);
    const watched = { quiet, talking: quiet, returning: quiet, saturated: quiet };
    report(`${plan.chatClients} clients of the chat`);
    const server = { pid: aerial.pid, port: aerial.httpPort };
    const run = await runChat(server, plan, async (phase, measureMs) => {
      report(`the chat is ${phase}`);
      watched[phase] = await watchPicture(server.port, measureMs);
    });
    return { ...run, watched };
  } finally {
    publisher.die();
    await aerial.dispose();
  }
}

async function runNaive(plan: BenchPlan, report: Report): Promise<ChatRun> {
  const port = await takePort();
  const script = resolve(import.meta.dirname, 'naive-chat-server.ts');
  const child = new Child('taskset', ['-c', '0', process.execPath, script, `${port}`]);
  try {
    await until('the naive server listens', () => child.lines.includes('ready'), { timeoutMs: 10_000 });
    return await runChat({ pid: child.pid, port }, plan, (phase) => {
      report(`the naive chat is ${phase}`);
      return Promise.resolve();
    });
  } finally {
    await child.stop('SIGKILL');
  }
}

function describe(plan: BenchPlan, aerial: ChatRun & { watched: Watched }, naive: ChatRun): Figure[] {
  const chat = `Chat: ${plan.chatClients} clients on one core, ${MESSAGES_PER_SECOND} messages a second, then as many as go`;
  const picture = `The live picture of a server with ${plan.chatClients} clients in its chat, parts of 500 ms`;
  const beside = (name: string, unit: string, read: (run: ChatRun) => number, digits: number, goal: Goal | null) => ({
    section: chat,
    name,
    unit,
    aerial: [read(aerial)],
    peer: { name: NAIVE, rounds: [read(naive)] },
    goal,
    digits,
  });
  const watched = (name: string, read: (run: SwarmResult) => number, phase: keyof Watched, goal: Goal | null) => ({
    section: picture,
    name: `${name}, chat ${phase}`,
    unit: name === 'late parts' ? '' : 'ms',
    aerial: [read(aerial.watched[phase])],
    peer: { name: 'nobody in the chat', rounds: [read(aerial.watched.quiet)] },
    goal,
    digits: 0,
  });
  const missing = (run: ChatRun) => run.talk.expected - run.talk.delivered;
  const none: Goal = { of: 'value', atMost: 0 };
  return [
    beside('delivery, median', 'ms', (run) => run.talk.p50Ms, 0, null),
    beside('delivery, p99', 'ms', (run) => run.talk.p99Ms, 0, { of: 'value', atMost: 300 }),
    beside('delivery, worst', 'ms', (run) => run.talk.maxMs, 0, null),
    { ...beside('missing', '', missing, 0, none), note: `of ${aerial.talk.expected}` },
    beside('processor', '% of a core', (run) => run.talkCpu, 0, null),
    beside('deliveries, as many as go', '/s', (run) => run.saturated.deliveriesPerSecond, 0, {
      of: 'ratio',
      atLeast: 5,
    }),
    beside('sent, as much as goes', 'MB/s', (run) => run.saturated.megabytesPerSecond, 0, null),
    beside('clients shown out', '', (run) => run.saturated.closed, 0, none),
    beside('all are back after coming at once', 'ms', (run) => run.returned.tookMs, 0, null),
    beside('memory of a client that sits there', 'kB', (run) => run.kilobytesPerClient, 1, null),
    beside('memory, highest', 'MB', (run) => run.peakMegabytes, 0, null),
    ...(['talking', 'returning', 'saturated'] as const).flatMap((phase) => [
      watched('late parts', (run) => run.late, phase, none),
      watched('part complete after publication, p99', (run) => run.partP99Ms, phase, null),
      watched('longest time between publications', (run) => run.longestTickMs, phase, null),
    ]),
  ];
}

/** A crowd in the chat of a live broadcast on one core, the load on the other; then the same crowd at a server of the simplest kind. */
export async function benchChat(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const aerial = await runAerial(plan, report);
  return describe(plan, aerial, await runNaive(plan, report));
}
