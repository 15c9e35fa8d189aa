import { join } from 'node:path';

import { Child, type ChildExit } from '../peers/children.ts';

/** A server in a process of its own that answers a line with a line, so that its end is seen and its memory known. */
export class ServerUnderAttack<Report extends { readonly rssMb: number }> {
  readonly child: Child;

  private constructor(child: Child) {
    this.child = child;
  }

  /** Starts `script` of this folder under this Node; resolves once it says that it is ready. */
  static async start<Report extends { readonly rssMb: number }>(
    script: string,
    ...parameters: readonly string[]
  ): Promise<ServerUnderAttack<Report>> {
    const child = new Child(process.execPath, [join(import.meta.dirname, script), ...parameters], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const server = new ServerUnderAttack<Report>(child);
    await server.#nextLine((line) => line === 'ready');
    return server;
  }

  /** How the process ended, or null while it runs. */
  get exit(): ChildExit | null {
    return this.child.exit;
  }

  /** What the server says about itself now; rejects when its process has ended. */
  async report(): Promise<Report> {
    const answer = this.#nextLine((line) => line.startsWith('{"rssMb"'));
    this.child.process.stdin?.write('?\n');
    return JSON.parse(await answer) as Report;
  }

  async stop(): Promise<ChildExit> {
    this.child.process.stdin?.end();
    return this.child.stop();
  }

  #nextLine(isIt: (line: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const stop = this.child.onLine((line) => {
        if (!isIt(line)) return;
        stop();
        resolve(line);
      });
      void this.child.exited.then(({ code }) => {
        stop();
        reject(new Error(`The server ended with ${code}: ${this.child.lines.slice(-20).join('\n')}`));
      });
    });
  }
}
