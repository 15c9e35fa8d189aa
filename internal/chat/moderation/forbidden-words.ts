import { nameKey } from '../names/name-key.ts';
import { joinSpacedLetters } from './spaced-letters.ts';

/** Words of a message: letters with what people write for letters, or one picture. */
const word = /[\p{L}\p{N}$€][\p{L}\p{N}\p{M}@$€]*|\p{Extended_Pictographic}/gu;
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** A letter of a script that puts no spaces between words: beside it any letter may stand. */
const unspaced = '[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]';
const openStart = new RegExp(`^(?:\\*|${unspaced})`, 'u');
const openEnd = new RegExp(`(?:\\*|${unspaced}\\p{M}*)$`, 'u');

/** What is read of a list, for as long as there is the list. */
const readLists = new WeakMap<readonly string[], readonly string[]>();

/**
 * Whether a message has one of the owner's words in it, as a whole word and in whatever letters. `*` at an end of a word of
 * the list stands for any letters there, and where a script puts no spaces it need not be written; several words are looked for side by side.
 */
export function hasForbiddenWord(text: string, list: readonly string[]): boolean {
  if (list.length === 0) return false;
  const bare = text.normalize('NFKC').replace(unseen, '');
  const asWritten = keysOf(bare);
  const joined = keysOf(joinSpacedLetters(bare));
  return wordsOf(list).some((sought) => asWritten.includes(sought) || joined.includes(sought));
}

/** Words by their likeness, with a space before and after each. */
function keysOf(text: string): string {
  return ` ${(text.match(word) ?? []).map(nameKey).join(' ')} `;
}

function wordsOf(list: readonly string[]): readonly string[] {
  const known = readLists.get(list);
  if (known !== undefined) return known;
  const read = list.flatMap((written) => {
    const trimmed = written.trim();
    const keys = keysOf(trimmed.normalize('NFKC').replace(unseen, '')).trim();
    if (keys === '') return [];
    return [`${openStart.test(trimmed) ? '' : ' '}${keys}${openEnd.test(trimmed) ? '' : ' '}`];
  });
  readLists.set(list, read);
  return read;
}
