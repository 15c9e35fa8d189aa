import { isOfInputMethod, type TypedKey } from '../../shared/composing.ts';

/** The words of a text that are separated by commas or lines, each once, without those that are there already. */
export function newWords(text: string, known: readonly string[]): readonly string[] {
  const words = text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '' && !known.includes(word));
  return [...new Set(words)];
}

/** What a key does in a field of words, of which `typed` is not ended yet; null where it is the browser's, or ends a composition as in Japanese. */
export function chipDeed(pressed: TypedKey & { readonly key: string }, typed: string): 'end' | 'take back' | null {
  if (isOfInputMethod(pressed)) return null;
  const { key } = pressed;
  if (key === 'Enter' || key === ',') return 'end';
  return key === 'Backspace' && typed === '' ? 'take back' : null;
}
