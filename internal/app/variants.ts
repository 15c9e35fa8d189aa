import { rungName } from '../config/ladder-setting.ts';
import type { Settings } from '../config/settings.ts';
import type { OnAirState } from './state.ts';

/** A rendition that players may choose; `index` is its folder below `/hls/`. */
export interface NamedRendition {
  readonly index: number;
  readonly name: string;
}

/**
 * The renditions on air, best first, the source leading; off air those that the ladder asks for by name, as far as they are known before
 * there is a source.
 */
export function listVariants(state: OnAirState, settings: Pick<Settings, 'get'>): NamedRendition[] {
  const ladder = settings.get('ladder');
  const isList = typeof ladder !== 'string';
  const size = state.tracks?.video ?? null;
  const bySize = size === null ? 'Source' : `${Math.min(size.width, size.height)}p (source)`;
  const source = { index: 0, name: (isList ? ladder.sourceName : null) ?? bySize };
  if (state.phase !== 'offline') {
    const made = state.renditions.filter(
      (rendition) => rendition.state === 'running' || rendition.state === 'starting',
    );
    return [source, ...made.map(({ index, name }) => ({ index, name }))];
  }
  if (!isList) return [source];
  const named = ladder.rungs.map((rung, position) => ({ index: position + 1, name: rungName(rung) }));
  return [source, ...named];
}
