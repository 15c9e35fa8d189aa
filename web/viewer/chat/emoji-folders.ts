import type { Emoji } from './chat-api.ts';

/** Those that are called `words` in part, or lie in a folder that is. `words` is in lower case. */
export function findEmoji(emoji: readonly Emoji[], words: string): readonly Emoji[] {
  return emoji.filter(({ name, folder = '' }) => `${folder}\n${name}`.toLowerCase().includes(words));
}

/** By folder: first those that lie in none (its name is empty), then folder by folder. */
export function inFolders(emoji: readonly Emoji[]): { readonly folder: string; readonly emoji: readonly Emoji[] }[] {
  const byFolder = Map.groupBy(emoji, ({ folder = '' }) => folder);
  return [...byFolder]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([folder, members]) => ({ folder, emoji: members }));
}
