import { Hls, type FragLoadedData, type HlsConfig, type LevelDetails, type MediaFragment } from './hls-js.ts';
import { listedFragments } from './listed-fragments.ts';
import { livingLevel } from './living-level.ts';

/** Sound may end this much before the picture of the same segment; more is a hole. */
const soundShortfallSeconds = 0.25;
/** Of a part, what must exist of a segment to begin with it: by the time it shows, the next part is there. */
const startShare = 0.85;
const roundingSeconds = 0.02;

/** How far loading has come on the media timeline, and what is not to be loaded any more. */
export interface LoadMark {
  seconds: number;
  /** Addresses of renditions that are not there any more. */
  readonly gone: Set<string>;
  /** Nothing from before the newest discontinuity is begun with. */
  readonly skipsOlderRuns: boolean;
}

/** Whether the next part to load begins a segment, and so a key frame, of every rendition. */
export function atSegmentEnd(mark: LoadMark, details: LevelDetails | undefined): boolean {
  if (!details?.partList) return true;
  return details.fragments.some((fragment) => Math.abs(fragment.end - mark.seconds) < roundingSeconds);
}

function nextFragment(details: LevelDetails, fragment: MediaFragment): MediaFragment | null {
  const next = details.fragments[fragment.sn - details.startSN + 1] ?? details.fragmentHint ?? null;
  return next?.sn === fragment.sn + 1 ? next : null;
}

/** The first fragment after the newest discontinuity. */
function startOfNewestRun(details: LevelDetails): MediaFragment | null {
  const all = listedFragments(details);
  return all.find(({ cc }) => cc === all.at(-1)?.cc) ?? null;
}

/**
 * hls.js notes only the first part of a run as the place to go on from, and looks for what to load next at the end of the buffer. Where
 * sound is a little shorter than the picture, that end lies within a segment which is already loaded: loading would stop for ever, or
 * load the segment once more after a change of rendition. This one goes on from the end of the last part.
 */
function steadyStreamController(mark: LoadMark): HlsConfig['streamController'] {
  return class SteadyStreamController extends Hls.DefaultConfig.streamController {
    protected override _handleFragmentLoadProgress(data: FragLoadedData): void {
      super._handleFragmentLoadProgress(data);
      mark.seconds = data.part?.end ?? data.frag.end;
      if (data.part) this.nextLoadPosition = Math.max(this.nextLoadPosition, data.part.end);
    }

    /** A start at a key frame shows a picture at once: starting within a segment, all before that place would be decoded unseen. */
    protected override getInitialLiveFragment(details: LevelDetails): MediaFragment | null {
      const fragment = super.getInitialLiveFragment(details);
      const next = fragment && nextFragment(details, fragment);
      const newest = mark.skipsOlderRuns ? startOfNewestRun(details) : null;
      if (newest && fragment && newest.sn > fragment.sn) return newest;
      return next && details.edge - next.start >= startShare * details.partTarget ? next : fragment;
    }

    protected override getNextFragment(pos: number, details: LevelDetails): MediaFragment | null {
      const shortfall = this.nextLoadPosition - pos;
      const from = shortfall > 0 && shortfall < soundShortfallSeconds ? this.nextLoadPosition : pos;
      const fragment = super.getNextFragment(from, details);
      if (
        fragment &&
        details.live &&
        !this.startFragRequested &&
        (this.startPosition > fragment.start || mark.skipsOlderRuns)
      ) {
        this.startPosition = this.nextLoadPosition = fragment.start;
      }
      return fragment;
    }
  };
}

/**
 * hls.js changes the rendition at any part, and then loads the current segment again from its key frame, over the very pictures that
 * are being shown: the picture would stand still until the next key frame. This one changes where a segment begins, unless the
 * rendition has failed or is no longer allowed.
 */
function steadyAbrController(mark: LoadMark): HlsConfig['abrController'] {
  return class SteadyAbrController extends Hls.DefaultConfig.abrController {
    override get nextAutoLevel(): number {
      const { loadLevel, levels, maxAutoLevel } = this.hls;
      const wanted = livingLevel(levels, super.nextAutoLevel, mark.gone);
      const current = levels[loadLevel];
      if (!current || wanted === loadLevel || current.loadError > 0 || loadLevel > maxAutoLevel) return wanted;
      return atSegmentEnd(mark, current.details) ? wanted : loadLevel;
    }

    override set nextAutoLevel(level: number) {
      super.nextAutoLevel = level;
    }
  };
}

/** Settings that make hls.js play parts without standing still; `mark` is kept up to date. */
export function steadyControllers(mark: LoadMark): Pick<HlsConfig, 'streamController' | 'abrController'> {
  return { streamController: steadyStreamController(mark), abrController: steadyAbrController(mark) };
}
