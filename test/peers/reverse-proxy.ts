import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Child } from './children.ts';
import { takePort } from './ports.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { until } from './wait.ts';

const GUIDE = resolve(import.meta.dirname, '../../docs/55-https-and-reverse-proxies.md');

export interface ReverseProxyNeeds {
  /** Where Aerial listens, on 127.0.0.1. */
  readonly upstreamPort: number;
  readonly tls: { readonly certificate: string; readonly key: string };
}

/** Debian's nginx before an Aerial, as our guide says to set it up; only ports and files are other ones. */
export class ReverseProxy {
  readonly port: number;
  readonly #child: Child;
  readonly #remove: () => void;

  private constructor(needs: { port: number; child: Child; remove: () => void }) {
    this.port = needs.port;
    this.#child = needs.child;
    this.#remove = needs.remove;
  }

  static async start(needs: ReverseProxyNeeds): Promise<ReverseProxy> {
    const folder = makeTemporaryFolder('proxy');
    const port = await takePort();
    writeFileSync(join(folder.path, 'chain.pem'), needs.tls.certificate);
    writeFileSync(join(folder.path, 'key.pem'), needs.tls.key, { mode: 0o600 });
    const configPath = join(folder.path, 'nginx.conf');
    writeFileSync(configPath, writeConfig(folder.path, adapt(readGuide(), folder.path, port, needs.upstreamPort)));
    const child = new Child('/usr/sbin/nginx', ['-e', join(folder.path, 'error.log'), '-c', configPath]);
    const explain = () => child.lines.join('\n') + readFileSync(join(folder.path, 'error.log'), 'utf8');
    await until('nginx listens', () => answers(port, child), { timeoutMs: 5000, explain });
    return new ReverseProxy({ port, child, remove: folder.remove });
  }

  async stop(): Promise<void> {
    await this.#child.stop('SIGTERM', 2000);
    this.#remove();
  }
}

function readGuide(): string {
  const snippet = /```nginx\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8'))?.[1];
  if (snippet === undefined) throw new Error('the guide has no example for nginx');
  return snippet;
}

function adapt(snippet: string, folder: string, port: number, upstreamPort: number): string {
  const changes: readonly (readonly [string, string])[] = [
    ['127.0.0.1:8080', `127.0.0.1:${upstreamPort}`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
    ['listen [::]:443 ssl http2;', ''],
    ['/etc/letsencrypt/live/tv.example.org/fullchain.pem', `${folder}/chain.pem`],
    ['/etc/letsencrypt/live/tv.example.org/privkey.pem', `${folder}/key.pem`],
  ];
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the guide's example for nginx has no ${from}`);
    return text.replace(from, to);
  }, snippet);
}

function writeConfig(folder: string, site: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
${temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
${site}
}
`;
}

async function answers(port: number, child: Child): Promise<boolean> {
  if (child.exit !== null) throw new Error(`nginx ended: ${child.lines.join('\n')}`);
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
