import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { countryName } from '../../kit/countries.ts';

export type Viewer = AnswerOf<'GET /api/admin/viewers/playback'>[number];

/** What somebody watches with, in words. */
export function deviceOf({ software, userAgent }: Pick<Viewer, 'software' | 'userAgent'>): string {
  const { browser, system, device } = software;
  const words = [browser, system ?? device].filter((word) => word !== null);
  return words.length > 0 ? words.join(' on ') : userAgent.slice(0, 60) || 'Not known';
}

/** Those in whose row the words stand, whatever their case. */
export function findViewers(viewers: readonly Viewer[], words: string): readonly Viewer[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return viewers;
  return viewers.filter((viewer) =>
    [countryName(viewer.geo?.countryCode), deviceOf(viewer), viewer.ipAddress, viewer.userAgent]
      .join('\n')
      .toLowerCase()
      .includes(wanted),
  );
}

/** How many are where, by the two letters of the country. */
export function countByCountry(viewers: readonly Viewer[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { geo } of viewers) {
    const code = geo?.countryCode ?? '';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}
