import { hasSlur } from '../moderation/slurs.ts';
import { nameKey } from './name-key.ts';

export interface NameFacts {
  /** As `cleanName` gave it. */
  readonly name: string;
  /** Words that no name may contain. */
  readonly forbidden: readonly string[];
  /** Whether slurs count as forbidden; without it they do not. */
  readonly slurFilter?: boolean;
  /** Whether a bot, or another person who proved who they are, has a name with this key (`nameKey`). */
  readonly isTaken: (key: string) => boolean;
}

/** Shorter words are looked for as they are written: looked for by likeness, they would be found nearly everywhere. */
const leastLikeLength = 4;

/** Whether somebody may be called that. */
export function judgeName(facts: NameFacts): { kind: 'fine' | 'empty' | 'forbidden' | 'taken' } {
  const { name, forbidden, slurFilter = false, isTaken } = facts;
  const key = nameKey(name);
  if (name === '' || key === '') return { kind: 'empty' };
  if (isForbidden(name, key, forbidden) || (slurFilter && hasSlur(name))) return { kind: 'forbidden' };
  return { kind: isTaken(key) ? 'taken' : 'fine' };
}

interface Word {
  readonly plain: string;
  readonly key: string;
}

/** What is read of a list of words, for as long as there is the list: names are judged often, and lists may be long. */
const readLists = new WeakMap<readonly string[], readonly Word[]>();

function isForbidden(name: string, key: string, forbidden: readonly string[]): boolean {
  const plainName = plain(name);
  // Word by word: `Mad Mina` is no admin, but `ad-min` and `a d m i n` are.
  const partKeys = joinSingleLetters(name).split(/\s+/).map(nameKey);
  return wordsOf(forbidden).some((word) => {
    if (plainName.includes(word.plain)) return true;
    if (Array.from(word.plain).length < leastLikeLength) return key === word.key;
    return /\s/.test(word.plain) ? key.includes(word.key) : partKeys.some((part) => part.includes(word.key));
  });
}

function wordsOf(list: readonly string[]): readonly Word[] {
  const known = readLists.get(list);
  if (known !== undefined) return known;
  const read = list
    .map((word) => ({ plain: plain(word), key: nameKey(word) }))
    .filter((word) => word.plain !== '' && word.key !== '');
  readLists.set(list, read);
  return read;
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

function joinSingleLetters(name: string): string {
  return name.replace(/(?<=(?:^|\s)\S)\s+(?=\S(?:\s|$))/gu, '');
}
