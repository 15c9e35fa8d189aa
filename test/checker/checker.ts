import { checkBandwidth, checkVariant, CrossRules } from './cross-rules.ts';
import { type Finding, Findings } from './findings.ts';
import { ask, pause } from './http.ts';
import { poll } from './playlist-poller.ts';
import { type ParsedVariant, parseMultivariant } from './playlist-parser.ts';
import type { PlaylistForm } from './playlist-rules.ts';
import { RenditionFollower } from './rendition-follower.ts';
import { checkRequests } from './request-rules.ts';

export interface CheckNeeds {
  /** URL of the multivariant playlist. */
  readonly url: string;
  readonly seconds: number;
  /** With parts and held requests unless told. */
  readonly form?: PlaylistForm;
  /** Ends the check early; what was found by then is reported. */
  readonly signal?: AbortSignal;
  /** Told the rule of each finding as it is made. */
  readonly onFinding?: (rule: string) => void;
}

export interface RenditionReport {
  readonly url: string;
  readonly playlists: number;
  readonly segments: number;
  readonly bytes: number;
  /** Playlist answers other than 200, by status. */
  readonly refusals: Readonly<Record<string, number>>;
}

export interface CheckReport {
  readonly findings: readonly Finding[];
  /** How often each rule was broken. */
  readonly counts: Readonly<Record<string, number>>;
  readonly renditions: readonly RenditionReport[];
}

const pollPeriodMs = 1700;
const lookPeriodMs = 1000;

/** Follows a live presentation for a while, all renditions at once, and reports every rule of HLS that it broke. */
export async function checkStream(needs: CheckNeeds): Promise<CheckReport> {
  const findings = new Findings(needs.onFinding === undefined ? {} : { onFinding: needs.onFinding });
  const time = AbortSignal.timeout(needs.seconds * 1000);
  const signal = needs.signal === undefined ? time : AbortSignal.any([time, needs.signal]);
  const run = new CheckRun({ url: needs.url, form: needs.form ?? 'low-latency', findings, signal });
  await run.run();
  return {
    findings: findings.list,
    counts: Object.fromEntries(findings.counts),
    renditions: run.followers.map(({ url, playlists, weighed, refusals }) => ({
      url,
      playlists,
      segments: weighed.length,
      bytes: weighed.reduce((sum, segment) => sum + segment.bytes, 0),
      refusals: Object.fromEntries(refusals),
    })),
  };
}

class CheckRun {
  readonly #url: string;
  readonly #form: PlaylistForm;
  readonly #findings: Findings;
  readonly #signal: AbortSignal;
  readonly #cross: CrossRules;
  readonly #followers = new Map<string, RenditionFollower>();
  readonly #tasks: Promise<void>[] = [];
  #variants: readonly ParsedVariant[] = [];
  #targetDuration = 4;

  constructor(needs: { url: string; form: PlaylistForm; findings: Findings; signal: AbortSignal }) {
    this.#url = needs.url;
    this.#form = needs.form;
    this.#findings = needs.findings;
    this.#signal = needs.signal;
    this.#cross = new CrossRules(needs);
  }

  get followers(): readonly RenditionFollower[] {
    return [...this.#followers.values()];
  }

  async run(): Promise<void> {
    let wasSeen = false;
    while (!this.#signal.aborted) {
      wasSeen = (await this.#look()) || wasSeen;
      if (wasSeen && this.followers.every((follower) => follower.hasEnded)) break;
      await pause(lookPeriodMs, this.#signal);
    }
    await Promise.all(this.#tasks);
    if (!wasSeen) this.#findings.add('no-presentation', this.#url, 'no multivariant playlist in all that time');
    this.#conclude();
  }

  /** Reads the multivariant playlist and starts to follow what is new in it. */
  async #look(): Promise<boolean> {
    const answer = await ask(this.#url, { signal: this.#signal });
    if (answer?.status !== 200) return false;
    const variants = parseMultivariant(answer.bytes.toString());
    if (variants === null || variants.length === 0) {
      this.#findings.add('syntax', this.#url, 'the answer is no multivariant playlist');
      return false;
    }
    this.#variants = variants;
    for (const variant of variants) this.#follow(new URL(variant.uri, this.#url).href);
    return true;
  }

  #follow(url: string): void {
    if (this.#followers.has(url)) return;
    const follower = new RenditionFollower({
      url,
      findings: this.#findings,
      signal: this.#signal,
      form: this.#form,
      edgeAt: (other) => this.#followers.get(other)?.edge ?? null,
      onPlaylist: (playlist) => {
        this.#targetDuration = playlist.targetDuration ?? this.#targetDuration;
        this.#cross.observe(url, playlist);
      },
    });
    this.#followers.set(url, follower);
    this.#tasks.push(follower.follow());
    if (this.#form === 'plain') return;
    const common = { url, findings: this.#findings, signal: this.#signal };
    this.#tasks.push(poll({ ...common, periodMs: pollPeriodMs }));
    this.#tasks.push(pause(2500, this.#signal).then(() => checkRequests(url, this.#findings, this.#signal)));
  }

  #conclude(): void {
    this.#cross.checkEpochs(this.followers);
    for (const variant of this.#variants) {
      const follower = this.#followers.get(new URL(variant.uri, this.#url).href);
      if (follower === undefined) continue;
      checkVariant(variant, follower, this.#findings);
      // Only what lies before the multivariant playlist that is judged can have been in it.
      const weighed = follower.judged.slice(0, -2);
      checkBandwidth(variant, { url: follower.url, weighed, targetDuration: this.#targetDuration }, this.#findings);
      if (follower.playlists === 0) this.#findings.add('no-playlist', follower.url, 'it is listed, but never answered');
    }
  }
}
