import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { typeOfBytes } from '../artwork/check-picture.ts';
import { type PictureType, pictureTypes, type StoredPicture } from '../artwork/picture.ts';
import type { Settings } from '../config/settings.ts';
import type { SlateOutcome } from '../http/handlers/slate.ts';
import type { BroadcastInfo } from '../ingest/broadcast.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import { explainStoreFailure } from '../store/explain.ts';
import { SlateMaker } from '../transcode/slate/slate-maker.ts';
import type { SlateArt } from '../transcode/slate/slate-order.ts';
import { SlateSource, type SlateStage, type SlateState } from '../transcode/slate/slate-source.ts';
import type { AerialEvents } from './events.ts';
import type { Stopper } from './lifecycle.ts';

export interface SlateNeeds {
  readonly assets: Assets;
  readonly clock: Clock;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly events: EventSource<AerialEvents>;
  readonly log: LogRoot;
  readonly settings: Settings;
  /** The channel's uploaded logo; null while there is none. */
  readonly readLogo: () => StoredPicture | null;
  /** Where a slate steps in; null while nothing is on air. */
  readonly stage: () => SlateStage | null;
}

const backdropAsset = 'static/og.png';
const builtInLogoAsset = 'static/icons/icon-512.png';
/** Pictures that ffmpeg takes as one that stands still; a GIF is shown as the video that it may be. */
const stillTypes: readonly PictureType[] = ['image/png', 'image/jpeg', 'image/webp'];
const ownPrefix = 'own-';
const triedPrefix = 'tried-';

/** What the channel shows while the encoder is away: the owner's own picture or video, or the logo and the name. */
export class Slate {
  readonly #needs: SlateNeeds;
  readonly #directory: string;
  readonly #maker: SlateMaker;
  #source: SlateSource | null = null;
  #own: { readonly kind: 'picture' | 'video'; readonly file: string } | null = null;
  #triedCount = 0;

  constructor(needs: SlateNeeds) {
    this.#needs = needs;
    this.#directory = join(needs.dataDirectory, 'slate');
    const { clock, settings } = needs;
    this.#maker = new SlateMaker({ clock, ffmpegPath: settings.get('ffmpeg'), directory: this.#directory });
  }

  /** Heeds what it is made of from now on; the returned function ends that, and every ffmpeg. */
  async start(): Promise<Stopper> {
    const { events, settings } = this.#needs;
    await mkdir(this.#directory, { recursive: true });
    for (const name of await this.#filesWith(triedPrefix)) await rm(join(this.#directory, name), { force: true });
    this.#own = await this.#findOwn();
    const look = (): void => this.#source?.refresh();
    /** What the built-in one is made of. */
    const lookAtBuiltIn = (): void => {
      if (this.#own === null) look();
    };
    const stops = [
      settings.onChange('slate', look),
      settings.onChange('channel-name', lookAtBuiltIn),
      events.on('artwork.changed', lookAtBuiltIn),
      events.on('broadcast.returning', () => this.#source?.hold()),
    ];
    return () => {
      for (const stop of stops) stop();
      this.#source?.stop();
      this.#maker.stop();
    };
  }

  /** The slate of a broadcast that begins. */
  open({ epochWallMs }: Pick<BroadcastInfo, 'epochWallMs'>): SlateSource {
    const { clock, log, stage } = this.#needs;
    const source = new SlateSource({
      clock,
      log: log.component('slate'),
      epochWallMs,
      readArt: () => this.#readArt(),
      readBuiltIn: () => this.#readBuiltIn(),
      make: (order) => this.#maker.make(order),
      stage,
    });
    this.#source = source;
    return source;
  }

  /** How it stands, for the API. */
  state(): { readonly isOn: boolean; readonly art: SlateArt['kind']; readonly broadcast: SlateState | null } {
    const isOver = this.#needs.stage() === null;
    return {
      isOn: this.#needs.settings.get('slate'),
      art: this.#own?.kind ?? 'built-in',
      broadcast: isOver ? null : (this.#source?.state ?? null),
    };
  }

  /** Takes an own picture or video, in place of the one before. */
  async setOwn(bytes: Buffer): Promise<SlateOutcome> {
    const type = typeOfBytes(bytes);
    if (type === 'image/svg+xml' || type === 'image/x-icon') {
      return { kind: 'refused', reason: 'The slate has to be a PNG, JPEG, WebP or GIF picture, or a video.' };
    }
    const kind = type !== null && stillTypes.includes(type) ? 'picture' : 'video';
    const ending = type === null ? 'video' : pictureTypes[type];
    const file = `${digestOf(bytes)}.${ending}`;
    // It is the station's own only once it is whole and was tried: the server may be killed, and the disk be full, half-way.
    this.#triedCount += 1;
    const triedFile = `${triedPrefix}${this.#triedCount}-${file}`;
    const tried = join(this.#directory, triedFile);
    try {
      await mkdir(this.#directory, { recursive: true });
      await writeFile(tried, bytes);
      const trouble = await this.#maker.check({ kind, file: triedFile });
      if (trouble !== null)
        return { kind: 'refused', reason: `ffmpeg cannot show it: ${trouble.replace(/\.?$/, '.')}` };
      await rename(tried, join(this.#directory, ownPrefix + file));
    } catch (error) {
      throw explainStoreFailure(error, this.#directory);
    } finally {
      await rm(tried, { force: true }).catch(() => {});
    }
    await this.#replaceOwn({ kind, file: ownPrefix + file });
    return { kind: 'usable' };
  }

  /** Goes back to the built-in one. */
  async removeOwn(): Promise<void> {
    await this.#replaceOwn(null);
  }

  async #replaceOwn(own: { kind: 'picture' | 'video'; file: string } | null): Promise<void> {
    this.#own = own;
    for (const name of await this.#filesWith(ownPrefix)) {
      if (name !== own?.file) await rm(join(this.#directory, name), { force: true });
    }
    this.#source?.refresh();
  }

  async #findOwn(): Promise<{ kind: 'picture' | 'video'; file: string } | null> {
    const [file] = await this.#filesWith(ownPrefix);
    if (file === undefined) return null;
    const isStill = stillTypes.some((type) => file.endsWith(`.${pictureTypes[type]}`));
    return { kind: isStill ? 'picture' : 'video', file };
  }

  async #filesWith(prefix: string): Promise<string[]> {
    const names = await readdir(this.#directory).catch(() => []);
    return names.filter((name) => name.startsWith(prefix)).toSorted();
  }

  async #readArt(): Promise<SlateArt | null> {
    if (!this.#needs.settings.get('slate')) return null;
    return this.#own ?? this.#readBuiltIn();
  }

  async #readBuiltIn(): Promise<SlateArt> {
    const { assets, readLogo, settings } = this.#needs;
    const logo = readLogo();
    const backdrop = await this.#putArt('backdrop', assets.bytes(backdropAsset), 'png');
    const name = settings.get('channel-name');
    if (logo === null)
      return { kind: 'built-in', backdrop, logo: await this.#putLogo(assets.bytes(builtInLogoAsset)), name };
    return { kind: 'built-in', backdrop, logo: await this.#putLogo(logo.bytes), name };
  }

  /** Null for a drawing, which ffmpeg cannot read. */
  async #putLogo(bytes: Buffer): Promise<string | null> {
    const type = typeOfBytes(bytes);
    return type === null || type === 'image/svg+xml' ? null : this.#putArt('logo', bytes, pictureTypes[type]);
  }

  /** Where ffmpeg finds it. */
  async #putArt(what: 'backdrop' | 'logo', bytes: Buffer, ending: string): Promise<string> {
    const file = `${what}-${digestOf(bytes)}.${ending}`;
    const there = await this.#filesWith(`${what}-`);
    if (there.includes(file)) return file;
    // Under its name it is whole, also where the disk was full half-way.
    const unfinished = join(this.#directory, `${file}.part`);
    await writeFile(unfinished, bytes);
    await rename(unfinished, join(this.#directory, file));
    for (const old of there) await rm(join(this.#directory, old), { force: true });
    return file;
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 24);
}
