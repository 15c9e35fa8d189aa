import type { Findings } from './findings.ts';
import { type Edge, edgeOf, isBefore, PlaylistHistory } from './history-rules.ts';
import { type Answer, ask, pause } from './http.ts';
import { MediaChecker } from './media-rules.ts';
import { type ParsedPart, type ParsedPlaylist, type ParsedSegment, parseMediaPlaylist } from './playlist-parser.ts';
import { checkPlaylist, type PlaylistForm } from './playlist-rules.ts';

/** A segment that was downloaded, for the measurement of bit rates. */
export interface Weighed {
  readonly mediaSequence: number;
  readonly bytes: number;
  readonly seconds: number;
}

interface Downloaded extends Weighed {
  /** Whether it is of what stepped in for the encoder: its initialisation section says so. */
  readonly isSlate: boolean;
}

/** How far back in a long playlist the bit rates of segments count, in seconds. */
const judgedSeconds = 60;

interface FollowerNeeds {
  readonly url: string;
  readonly findings: Findings;
  readonly signal: AbortSignal;
  readonly form: PlaylistForm;
  /** The furthest edge seen so far of the rendition at that URL, by whichever follower. */
  readonly edgeAt: (url: string) => Edge | null;
  /** Called with every playlist, in full. */
  readonly onPlaylist: (playlist: ParsedPlaylist) => void;
}

/** Follows one rendition as a player of its form does, and downloads all it announces. */
export class RenditionFollower {
  readonly url: string;
  readonly media: MediaChecker;
  readonly weighed: Downloaded[] = [];
  edge: Edge | null = null;
  /** Statuses other than 200 of its playlist, by status; no finding by themselves, since encoders and transcoders may go. */
  readonly refusals = new Map<number, number>();
  playlists = 0;
  hasEnded = false;
  readonly #needs: FollowerNeeds;
  readonly #history: PlaylistHistory;
  readonly #done = new Set<string>();
  #partTargetLimitMs = 30_000;

  constructor(needs: FollowerNeeds) {
    this.#needs = needs;
    this.url = needs.url;
    this.media = new MediaChecker({ where: needs.url, findings: needs.findings });
    this.#history = new PlaylistHistory({ where: needs.url, findings: needs.findings });
  }

  /**
   * What BANDWIDTH has to be true of: what is still listed, of a long playlist the last minute; without the slate, which passes, unless
   * there is nothing else.
   */
  get judged(): readonly Weighed[] {
    const { segments = [] } = this.#history.last ?? {};
    const sent = this.weighed.filter(({ isSlate }) => !isSlate);
    const newestFirst = (sent.length > 0 ? sent : this.weighed).toReversed();
    const firstListed = segments[0]?.mediaSequence ?? Infinity;
    let seconds = 0;
    const judged = newestFirst.filter((segment) => {
      seconds += segment.seconds;
      return segment.mediaSequence >= firstListed && seconds <= judgedSeconds;
    });
    return judged.toReversed();
  }

  /** Runs until the signal fires or the presentation ends. */
  async follow(): Promise<void> {
    const { signal } = this.#needs;
    if (this.#needs.form === 'plain') return this.#followPlain();
    let turn = 0;
    while (!signal.aborted && !this.hasEnded) {
      turn += 1;
      const last = this.#history.last;
      const hint = last?.preloadHint ?? null;
      // Every second hinted part is asked for before it exists, as native players do.
      const hinted = hint !== null && turn % 2 === 0 ? ask(this.#resolve(hint), { signal }) : null;
      const isAnswered = await this.#reload(last, turn % 3 === 0);
      const answer = await hinted;
      if (hint !== null && answer !== null && isAnswered) this.#checkHinted(hint, answer);
      if (!isAnswered) await pause(300, signal);
    }
  }

  /** Half a target duration is how soon a player asks again that found nothing new (6.3.4). */
  async #followPlain(): Promise<void> {
    const { signal } = this.#needs;
    while (!signal.aborted && !this.hasEnded) {
      await this.#reload(null, false);
      await pause(500 * (this.#history.last?.targetDuration ?? 1), signal);
    }
  }

  async #reload(last: ParsedPlaylist | null, wantsDelta: boolean): Promise<boolean> {
    const { signal, findings } = this.#needs;
    const wanted = last === null ? null : nextOf(last);
    const isDelta = wantsDelta && last?.canSkipUntil !== null && last !== null;
    const query = wanted === null ? '' : `?_HLS_msn=${wanted.mediaSequence}&_HLS_part=${wanted.part}`;
    const before = new Map((last?.reports ?? []).map((r) => [r.uri, this.#needs.edgeAt(this.#resolve(r.uri))]));
    const answer = await ask(`${this.url}${query}${isDelta && query !== '' ? '&_HLS_skip=YES' : ''}`, { signal });
    if (answer === null) return false;
    if (answer.status !== 200) return this.#refused(answer);
    this.#checkHeaders(answer);
    const parsed = parseMediaPlaylist(answer.bytes.toString());
    if (parsed === null) {
      findings.add('syntax', this.url, 'the answer is no playlist');
      return false;
    }
    if (answer.elapsedMs > this.#partTargetLimitMs) findings.add('held-too-long', this.url, `${answer.elapsedMs} ms`);
    this.playlists += 1;
    const playlist = this.#history.observe(parsed);
    checkPlaylist(playlist, this.url, findings, this.#needs.form);
    this.#partTargetLimitMs = 3000 * (playlist.targetDuration ?? 10);
    this.#checkBlocking(wanted, playlist, answer);
    this.#checkReports(playlist, before);
    this.edge = edgeOf(playlist) ?? this.edge;
    this.#needs.onPlaylist(playlist);
    await this.#download(playlist);
    this.hasEnded = playlist.hasEndList;
    return true;
  }

  #refused(answer: Answer): boolean {
    this.refusals.set(answer.status, (this.refusals.get(answer.status) ?? 0) + 1);
    const cacheControl = answer.headers.get('cache-control') ?? '';
    if (!cacheControl.includes('no-store')) {
      this.#needs.findings.add('error-cached', this.url, `status ${answer.status} has Cache-Control "${cacheControl}"`);
    }
    if (answer.status === 400)
      this.#needs.findings.add('blocking-refused', this.url, 'the next part was refused with 400');
    return false;
  }

  #checkHeaders(answer: Answer): void {
    const { findings } = this.#needs;
    const type = answer.headers.get('content-type') ?? '';
    if (!type.startsWith('application/vnd.apple.mpegurl')) findings.add('content-type', this.url, `it is "${type}"`);
    if (answer.headers.get('access-control-allow-origin') !== '*')
      findings.add('cors', this.url, 'no * for other origins');
  }

  /** A blocking request is answered with a playlist that has what was asked for (6.2.5.2). */
  #checkBlocking(wanted: Edge | null, playlist: ParsedPlaylist, answer: Answer): void {
    const edge = edgeOf(playlist);
    if (wanted === null || edge === null || playlist.hasEndList) return;
    const isGivenUp = (answer.headers.get('cache-control') ?? '').includes('no-store');
    const isNextSegment = edge.mediaSequence > wanted.mediaSequence;
    if (!isGivenUp && !isNextSegment && isBefore(edge, wanted)) {
      const { mediaSequence, part } = wanted;
      this.#needs.findings.add('blocking-early', this.url, `${mediaSequence}.${part} was asked for and is not there`);
    }
  }

  /** A report may not say less than what was known of that rendition before the question was put (4.4.5.4). */
  #checkReports(playlist: ParsedPlaylist, before: ReadonlyMap<string, Edge | null>): void {
    for (const report of playlist.reports) {
      const known = before.get(report.uri) ?? null;
      if (known === null || report.lastMediaSequence === null) continue;
      const reported = { mediaSequence: report.lastMediaSequence, part: report.lastPart ?? -1 };
      if (isBefore(reported, known)) {
        const text = `${report.uri} is said to be at ${reported.mediaSequence}.${reported.part}`;
        this.#needs.findings.add(
          'report-past',
          this.url,
          `${text}, it was at ${known.mediaSequence}.${known.part} before`,
        );
      }
    }
  }

  #checkHinted(hint: string, answer: Answer): void {
    // The hint may come to nothing where a gap or the end comes instead; then 404 is right.
    const part = this.#history.last?.segments.flatMap((segment) => segment.parts).find(({ uri }) => uri === hint);
    if (answer.status !== 200 && part !== undefined && !part.isGap) {
      this.#needs.findings.add(
        'hint-unserved',
        this.url,
        `${hint} was hinted and came, its request got ${answer.status}`,
      );
    }
  }

  async #download(playlist: ParsedPlaylist): Promise<void> {
    for (const segment of playlist.segments) {
      this.media.noteSegment(segment);
      if (segment.map !== null && !this.#done.has(segment.map)) await this.#downloadInit(segment.map);
      for (const part of segment.parts) await this.#downloadPart(segment, part);
      await this.#downloadSegment(segment);
    }
  }

  async #downloadInit(uri: string): Promise<void> {
    this.#done.add(uri);
    const bytes = await this.#fetchMedia(uri, 'map-missing');
    if (bytes !== null) this.media.addInit(uri, bytes);
  }

  async #downloadPart(segment: ParsedSegment, part: ParsedPart): Promise<void> {
    if (part.isGap || this.#done.has(part.uri)) return;
    this.#done.add(part.uri);
    const bytes = await this.#fetchMedia(part.uri, 'part-missing');
    if (bytes !== null) this.media.addPart(segment, part, bytes);
  }

  async #downloadSegment(segment: ParsedSegment): Promise<void> {
    const { uri, duration } = segment;
    if (uri === null || duration === null || segment.isGap || this.#done.has(uri)) return;
    this.#done.add(uri);
    const bytes = await this.#fetchMedia(uri, 'segment-missing');
    if (bytes === null) return;
    if (this.#needs.form === 'plain') this.media.addWhole(segment, bytes);
    else this.media.addSegment(segment, bytes);
    const { mediaSequence, map } = segment;
    const isSlate = map?.includes('-slate-') ?? false;
    this.weighed.push({ mediaSequence, bytes: bytes.length, seconds: duration, isSlate });
  }

  async #fetchMedia(uri: string, rule: string): Promise<Buffer | null> {
    const { signal, findings } = this.#needs;
    const answer = await ask(this.#resolve(uri), { signal });
    if (answer === null) return null;
    if (answer.status !== 200) {
      findings.add(rule, this.url, `${uri} got status ${answer.status}`);
      return null;
    }
    const cacheControl = answer.headers.get('cache-control') ?? '';
    if (!/max-age=\d\d/.test(cacheControl)) findings.add('media-uncached', this.url, `${uri} has "${cacheControl}"`);
    return answer.bytes;
  }

  #resolve(uri: string): string {
    return new URL(uri, this.url).href;
  }
}

/** The part that comes next; past the end of a segment that is the first of the following one. */
function nextOf(playlist: ParsedPlaylist): Edge | null {
  const last = playlist.segments.at(-1);
  if (last === undefined || !playlist.canBlockReload) return null;
  if (last.uri !== null) return { mediaSequence: last.mediaSequence + 1, part: 0 };
  return { mediaSequence: last.mediaSequence, part: last.parts.length };
}
