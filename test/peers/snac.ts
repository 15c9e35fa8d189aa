import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './children.ts';
import { takePort } from './ports.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
import { until } from './wait.ts';

const COMMAND_TIMEOUT_MS = 30_000;
/** It looks at its queue every three seconds. */
const WAIT_MS = 60_000;
/** Left to itself it lets what failed once, or took six seconds on a busy machine, wait for minutes. */
const patience = { queue_retry_minutes: 0, queue_timeout: 20, queue_timeout_2: 20 } as const;

/** A thing that it keeps, as ActivityPub has it. */
export interface SnacObject {
  readonly id: string;
  readonly type?: string;
  readonly content?: string;
  readonly attributedTo?: unknown;
}

/** snac2, a server of the fediverse that has nothing of ours in it, with one account, `bob`. */
export class SnacServer {
  readonly port: number;
  readonly #folder: TemporaryFolder;
  readonly #password: string;
  readonly #child: Child;

  private constructor(needs: { port: number; folder: TemporaryFolder; password: string; child: Child }) {
    this.port = needs.port;
    this.#folder = needs.folder;
    this.#password = needs.password;
    this.#child = needs.child;
  }

  static async open(): Promise<SnacServer> {
    const port = await takePort();
    const folder = makeTemporaryFolder('snac');
    const home = join(folder.path, 'home');
    run(['init', home], `127.0.0.1\n${port}\nlocalhost:${port}\n\n\n`);
    const settingsFile = join(home, 'server.json');
    const settings = JSON.parse(readFileSync(settingsFile, 'utf8')) as object;
    const changes = { protocol: 'http', disable_sandbox: true, dbglevel: 2, ...patience };
    writeFileSync(settingsFile, JSON.stringify({ ...settings, ...changes }));
    const said = run(['adduser', home], 'bob\n');
    const password = /password is (\S+)/.exec(said)?.[1] ?? '';
    const child = new Child('snac', ['httpd', home]);
    const snac = new SnacServer({ port, folder, password, child });
    const answers = () =>
      fetch(snac.actor, { headers: { accept: 'application/activity+json' } }).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('snac answers', answers, { timeoutMs: WAIT_MS, explain: () => snac.log });
    return snac;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get actor(): string {
    return `${this.url}/bob`;
  }

  get account(): string {
    return `bob@localhost:${this.port}`;
  }

  get log(): string {
    return this.#child.lines.slice(-40).join('\n');
  }

  async close(): Promise<void> {
    await this.#child.stop('SIGTERM');
    this.#folder.remove();
  }

  /** A command about its account, such as `follow` with an address. */
  command(name: string, ...words: readonly string[]): string {
    return run([name, this.#home, 'bob', ...words]);
  }

  /** What its page does when a button is pressed. */
  async press(form: 'action' | 'note', fields: Readonly<Record<string, string>>): Promise<void> {
    const answer = await fetch(`${this.actor}/admin/${form}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        authorization: `Basic ${btoa(`bob:${this.#password}`)}`,
        // With a charset it is not understood.
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: Buffer.from(new URLSearchParams(fields).toString()),
    });
    if (answer.status >= 400) throw new Error(`snac answered ${answer.status} to ${form}\n${this.log}`);
  }

  /** Accounts that follow its own. */
  followers(): string[] {
    const folder = join(this.#home, 'user', 'bob', 'followers');
    const names = new Set(readdirSync(folder));
    return this.#objects()
      .filter(({ id, type }) => type === 'Service' && names.has(`${createHash('md5').update(id).digest('hex')}.json`))
      .map(({ id }) => id);
  }

  /** Waits until it keeps a thing like that. */
  keeps(what: string, isIt: (thing: SnacObject) => boolean): Promise<SnacObject> {
    return until(`snac keeps ${what}`, () => this.#objects().find(isIt), {
      timeoutMs: WAIT_MS,
      everyMs: 250,
      explain: () => this.log,
    });
  }

  /** Waits until it keeps nothing like that any more. */
  forgets(what: string, isIt: (thing: SnacObject) => boolean): Promise<boolean> {
    return until(`snac forgets ${what}`, () => !this.#objects().some(isIt), {
      timeoutMs: WAIT_MS,
      everyMs: 250,
      explain: () => this.log,
    });
  }

  get #home(): string {
    return join(this.#folder.path, 'home');
  }

  #objects(): SnacObject[] {
    const folder = join(this.#home, 'object');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    return files.flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(folder, file), 'utf8')) as SnacObject];
      } catch {
        // It is being written, or was just removed.
        return [];
      }
    });
  }
}

function run(words: readonly string[], input = ''): string {
  const result = spawnSync('snac', words, { input, encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS });
  if (result.error !== undefined) throw new Error('snac cannot be run: npm test installs it', { cause: result.error });
  return result.stdout + result.stderr;
}
