import { cleanName } from './clean-name.ts';
import { firstWords, secondWords } from './words.ts';

/** With fewer suggestions than these, names are made up: too many newcomers would share one. */
const enoughSuggestions = 10;

/** A name for a newcomer; `random` gives numbers from 0 up to 1. */
export function makeName(random: () => number, suggested: readonly string[]): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const suggestion = suggested.length >= enoughSuggestions ? cleanName(pick(suggested)) : '';
  return suggestion === '' ? `${pick(firstWords)}-${pick(secondWords)}` : suggestion;
}
