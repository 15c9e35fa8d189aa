import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';

export type Emoji = AnswerOf<'GET /api/emoji'>[number];

/** Emoji by folder, those without one first. */
export function byFolder(emoji: readonly Emoji[]): readonly (readonly [folder: string, emoji: readonly Emoji[]])[] {
  const folders = new Map<string, Emoji[]>();
  for (const one of emoji) {
    const folder = one.folder ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), one]);
  }
  return [...folders].toSorted(([one], [other]) => one.localeCompare(other));
}

/** What the server knows an emoji's file by: what stands behind `/img/emoji/`. */
export function fileOf({ url }: Pick<Emoji, 'url'>): string {
  return decodeURIComponent(url.replace(/^.*\/img\/emoji\//, '').replace(/\?.*$/, ''));
}
