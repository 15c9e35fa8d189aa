import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './children.ts';
import { takePort } from './ports.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { until } from './wait.ts';

const RTMP_MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';

/** A transcoded rendition for the peer, in nginx-rtmp's own way: another stream made by ffmpeg. */
export interface NginxRendition {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly videoBitrateKbps: number;
}

export interface NginxNeeds {
  /** Cores it may run on, as `taskset -c` takes them; all when left out. */
  readonly cores?: string;
  /** Also listens for RTMP and makes HLS of what comes. */
  readonly renditions?: readonly NginxRendition[];
}

/** Debian's nginx as it comes, save for its access log: in one process, serving a folder in memory, and with nginx-rtmp when asked. */
export class Nginx {
  readonly httpPort: number;
  readonly rtmpPort: number;
  /** Served at `/`. */
  readonly root: string;
  readonly child: Child;
  readonly #remove: () => void;

  private constructor(child: Child, places: { httpPort: number; rtmpPort: number; root: string; remove: () => void }) {
    this.child = child;
    this.httpPort = places.httpPort;
    this.rtmpPort = places.rtmpPort;
    this.root = places.root;
    this.#remove = places.remove;
  }

  static async start(needs: NginxNeeds = {}): Promise<Nginx> {
    const folder = makeTemporaryFolder('nginx', '/dev/shm');
    const places = { httpPort: await takePort(), rtmpPort: await takePort(), root: join(folder.path, 'root') };
    mkdirSync(join(places.root, 'hls'), { recursive: true });
    const configPath = join(folder.path, 'nginx.conf');
    writeFileSync(configPath, writeConfig(folder.path, places, needs.renditions ?? null));
    const command = ['/usr/sbin/nginx', '-e', join(folder.path, 'error.log'), '-c', configPath];
    const pinned = needs.cores === undefined ? command : ['taskset', '-c', needs.cores, ...command];
    const child = new Child(pinned[0] ?? '', pinned.slice(1));
    const nginx = new Nginx(child, { ...places, remove: folder.remove });
    await until('nginx answers', () => nginx.#answers(), { timeoutMs: 5000, explain: () => child.lines.join('\n') });
    return nginx;
  }

  async stop(): Promise<void> {
    await this.child.stop('SIGTERM', 2000);
    this.#remove();
  }

  async #answers(): Promise<boolean> {
    if (this.child.exit !== null) throw new Error(`nginx ended: ${this.child.lines.join('\n')}`);
    return fetch(`http://127.0.0.1:${this.httpPort}/`).then(
      () => true,
      () => false,
    );
  }
}

function writeConfig(
  folder: string,
  places: { httpPort: number; rtmpPort: number; root: string },
  renditions: readonly NginxRendition[] | null,
): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${renditions === null ? '' : `load_module ${RTMP_MODULE};`}
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log error;
events { worker_connections 16384; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; video/mp4 mp4 m4s; text/html html; text/javascript js; }
${temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  server {
    listen 127.0.0.1:${places.httpPort} backlog=4096;
    root ${places.root};
    location ~ m3u8$ { add_header Cache-Control no-cache; }
  }
}
${renditions === null ? '' : writeRtmpConfig(places, renditions)}`;
}

function writeRtmpConfig(places: { rtmpPort: number; root: string }, renditions: readonly NginxRendition[]): string {
  const hls = `hls on; hls_path ${places.root}/hls; hls_fragment 2s; hls_playlist_length 12s; hls_cleanup on;`;
  const base = `rtmp://127.0.0.1:${places.rtmpPort}`;
  const head = `rtmp { access_log off; server { listen 127.0.0.1:${places.rtmpPort}; chunk_size 60000;`;
  if (renditions.length === 0) return `${head} application live { live on; ${hls} } } }`;
  const outputs = renditions.map(
    (rendition) =>
      `-map 0 -c:v libx264 -preset veryfast -tune zerolatency -force_key_frames source -vf scale=${rendition.width}:${rendition.height}` +
      ` -b:v ${rendition.videoBitrateKbps}k -maxrate ${rendition.videoBitrateKbps}k -bufsize ${rendition.videoBitrateKbps}k` +
      ` -c:a copy -f flv ${base}/hls/$name_${rendition.name}`,
  );
  const variants = renditions.map(
    (rendition) => `hls_variant _${rendition.name} BANDWIDTH=${(rendition.videoBitrateKbps + 128) * 1000};`,
  );
  return `${head}
  application live {
    live on;
    exec_push ffmpeg -v error -i ${base}/live/$name -map 0 -c copy -f flv ${base}/hls/$name_source ${outputs.join(' ')};
  }
  application hls { live on; ${hls} ${variants.join(' ')} hls_variant _source BANDWIDTH=3000000; }
} }`;
}
