/** What the tests of this folder share: a broadcast whose every playlist is put to the rules as it appears. */
import { FileShelf } from '../../internal/hls/file-shelf.ts';
import { LiveBroadcast } from '../../internal/hls/live-broadcast.ts';
import { Broadcast } from '../../internal/ingest/broadcast.ts';
import type { MediaItem } from '../../internal/media/packet.ts';
import { ManualClock } from '../../internal/platform/clock.ts';
import { silentLogger } from '../../internal/platform/log.ts';
import { CrossRules } from './cross-rules.ts';
import { Findings } from './findings.ts';
import { PlaylistHistory } from './history-rules.ts';
import { MediaChecker } from './media-rules.ts';
import { type ParsedPlaylist, parseMediaPlaylist } from './playlist-parser.ts';
import { checkPlaylist } from './playlist-rules.ts';
import { noArchive } from '../../internal/hls/testing.ts';

interface Watched {
  readonly history: PlaylistHistory;
  readonly media: MediaChecker;
  readonly done: Set<string>;
}

/** A broadcast under the eyes of the rules; no HTTP in between, and time stands still unless it is turned. */
export class WatchedBroadcast {
  readonly findings = new Findings();
  readonly clock = new ManualClock();
  readonly broadcast: LiveBroadcast;
  /** Every playlist of every rendition, as text. */
  readonly texts = new Map<string, string[]>();
  readonly #shelf = new FileShelf();
  readonly #cross = new CrossRules({ findings: this.findings });
  readonly #watched = new Map<string, Watched>();
  #turn = 0;

  constructor(settings: { partTargetMs?: number } = {}) {
    let mediaSequence = 0;
    let discontinuity = 0;
    this.broadcast = new LiveBroadcast({
      clock: this.clock,
      shelf: this.#shelf,
      archive: noArchive,
      sessionPrefix: 'p',
      broadcastId: 'b',
      epochWallMs: 1_700_000_000_000,
      partTargetMs: settings.partTargetMs ?? 500,
      windowMs: 30_000,
      takeMediaSequence: () => mediaSequence++,
      takeDiscontinuity: () => discontinuity++,
      onChange: (key) => this.#look(key),
      onLadder: () => {},
      onSegment: () => {},
    });
  }

  push(...items: readonly MediaItem[]): void {
    for (const item of items) this.broadcast.push(item);
  }

  /** The last playlist of a rendition. */
  last(key: string): ParsedPlaylist | null {
    return this.#watched.get(key)?.history.last ?? null;
  }

  /** Epochs of all segments of all renditions, in ms. */
  get epochs(): readonly number[] {
    return [...this.#watched.values()].flatMap(({ media }) => [...media.epochs.values()]);
  }

  #look(key: string): void {
    const rendition = this.broadcast.rendition(key);
    if (rendition === null || rendition.isLost || rendition.window.position === null) return;
    const watched = this.#watchedOf(key);
    this.#turn += 1;
    const text = rendition.playlist(this.#turn % 3 === 0).plain.toString();
    const texts = this.texts.get(key) ?? [];
    texts.push(text);
    this.texts.set(key, texts);
    const parsed = parseMediaPlaylist(text);
    if (parsed === null) throw new Error(`no playlist: ${text}`);
    const playlist = watched.history.observe(parsed);
    checkPlaylist(playlist, key, this.findings);
    this.#cross.observe(key, playlist);
    this.#checkMedia(key, watched, playlist);
  }

  #watchedOf(key: string): Watched {
    const known = this.#watched.get(key);
    if (known !== undefined) return known;
    const needs = { where: key, findings: this.findings };
    const watched = { history: new PlaylistHistory(needs), media: new MediaChecker(needs), done: new Set<string>() };
    this.#watched.set(key, watched);
    return watched;
  }

  #checkMedia(key: string, { media, done }: Watched, playlist: ParsedPlaylist): void {
    for (const segment of playlist.segments) {
      media.noteSegment(segment);
      if (segment.map !== null && !media.hasInit(segment.map)) media.addInit(segment.map, this.#file(key, segment.map));
      for (const part of segment.parts) {
        if (part.isGap || done.has(part.uri)) continue;
        done.add(part.uri);
        media.addPart(segment, part, this.#file(key, part.uri));
      }
      if (segment.uri === null || segment.isGap || done.has(segment.uri)) continue;
      done.add(segment.uri);
      media.addSegment(segment, this.#file(key, segment.uri));
    }
  }

  #file(key: string, name: string): Buffer {
    const file = this.#shelf.get(`/hls/${key}/${name}`);
    if (file === null) throw new Error(`${key}/${name} is listed but not served`);
    return file.bytes;
  }
}

/** An ingest that has begun, and whose media go to the playlists. */
export function ingestInto(watched: WatchedBroadcast): Broadcast {
  const identity = { remoteAddress: '192.0.2.1', encoder: 'test' };
  const ingest = new Broadcast(
    {
      clock: watched.clock,
      log: silentLogger,
      events: { publish: () => {} },
      broadcastId: 'watched',
      isTest: false,
      openSink: () => ({ push: (item) => watched.push(item) }),
      graceMs: () => 60_000,
      onEnded: () => {},
    },
    identity,
  );
  ingest.begin(identity);
  return ingest;
}
