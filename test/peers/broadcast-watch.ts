import type { TestContext } from 'node:test';
import { AerialProcess } from './aerial-process.ts';
import type { FlvClip } from './flv-clip.ts';
import { RtmpPublisher } from './rtmp-publisher.ts';
import { until } from './wait.ts';

/** Of what `/api/admin/now` says. */
interface Room {
  readonly inbound: {
    readonly bitrateKbps: number;
    readonly frameRate: number;
    readonly keyFrameIntervalMs: number | null;
    readonly keyFrameJitterMs: number | null;
    readonly driftMs: number | null;
    readonly warnings: readonly string[];
  } | null;
  readonly renditions: readonly {
    readonly name: string;
    readonly encoder: string | null;
    readonly state: string;
    readonly speed: number | null;
    readonly lagMs: number | null;
    readonly droppedFrames: number | null;
  }[];
}

interface LogLine {
  readonly sentence: string;
  readonly component: string;
}

/** Of the station that is watched. */
const password = 'a-password-for-the-watch';
const headers = { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` };
const everyMs = 100;

/** A broadcast of a real server, watched as its owner does: in the studio's API, in the metrics and in the log. */
export class BroadcastWatch {
  readonly aerial: AerialProcess;
  /** What was said at the latest look, and each coming and going of a sentence of `kinds`, as "+name" and "-name". */
  readonly changes: string[] = [];
  readonly #test: TestContext;
  readonly #kinds: Readonly<Record<string, RegExp>>;

  private constructor(test: TestContext, aerial: AerialProcess, kinds: Readonly<Record<string, RegExp>>) {
    this.#test = test;
    this.aerial = aerial;
    this.#kinds = kinds;
  }

  /** Starts the server, with nobody on air. */
  static async begin(
    t: TestContext,
    needs: {
      readonly environment: Readonly<Record<string, string>>;
      /** The sentences that are looked for, by names. */
      readonly kinds: Readonly<Record<string, RegExp>>;
    },
  ): Promise<BroadcastWatch> {
    const environment = { AERIAL_ADMIN_PASSWORD: password, ...needs.environment };
    const aerial = await AerialProcess.start({ environment });
    t.after(() => aerial.dispose());
    return new BroadcastWatch(t, aerial, needs.kinds);
  }

  get password(): string {
    return password;
  }

  /** Puts a clip on air. */
  async publish(clip: FlvClip): Promise<RtmpPublisher> {
    const publisher = await RtmpPublisher.start({ target: this.aerial.target, clip });
    this.#test.after(() => publisher.die());
    await this.aerial.waitForPhase('live');
    return publisher;
  }

  /** How it stands; notes what came and went since the last time. */
  async look(): Promise<Room> {
    const room = (await this.ask('/api/admin/now')) as Room;
    const said = room.inbound?.warnings ?? [];
    for (const [name, pattern] of Object.entries(this.#kinds)) {
      const isSaid = said.some((sentence) => pattern.test(sentence));
      if (isSaid !== this.#isSaid(name)) this.changes.push(`${isSaid ? '+' : '-'}${name}`);
    }
    return room;
  }

  /** Looks until it is so; what comes and goes meanwhile is noted. */
  async until(what: string, isSo: (room: Room) => boolean, timeoutMs: number): Promise<Room> {
    let latest: Room | null = null;
    const explain = () =>
      `${this.changes.join(' ')} ${JSON.stringify(latest)}\n${this.aerial.logLines.slice(-20).join('\n')}`;
    return until(
      what,
      async () => {
        latest = await this.look();
        return isSo(latest) ? latest : null;
      },
      { timeoutMs, everyMs, explain },
    );
  }

  /** Waits for a sentence to be there, or to be gone. */
  untilSaid(name: string, isSaid: boolean, timeoutMs: number): Promise<Room> {
    const what = `the sentence about ${name} ${isSaid ? 'comes' : 'goes'}`;
    return this.until(what, () => this.#isSaid(name) === isSaid, timeoutMs);
  }

  /** The figure of a metric, its labels included in the name. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.aerial.url}/api/admin/prometheus`, { headers });
    const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1) ?? Number.NaN);
  }

  /** How often the log that the owner reads has a sentence of that kind. */
  async timesLogged(name: string): Promise<number> {
    const { lines } = (await this.ask('/api/admin/logs/lines?level=warn')) as { lines: readonly LogLine[] };
    return lines.filter(({ sentence }) => this.#kinds[name]?.test(sentence) === true).length;
  }

  /** The verdict in words. */
  async verdict(): Promise<string> {
    const { health } = (await this.ask('/api/admin/status')) as { health: { readonly message: string } | null };
    return health?.message ?? '';
  }

  #isSaid(name: string): boolean {
    return this.changes.findLast((change) => change.slice(1) === name)?.startsWith('+') === true;
  }

  /** An answer of the API to the owner; with a body, to a change. */
  async ask(path: string, body?: object): Promise<unknown> {
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${this.aerial.url}${path}`, { ...init, signal: AbortSignal.timeout(9000) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
