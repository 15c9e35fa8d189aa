import english from '../../static/locales/en.json' with { type: 'json' };
import { speak } from './words.ts';

/** Makes the views of a test speak English; until then they say the names of their sentences. */
export function speakEnglish(): void {
  speak({ locale: 'en', entries: english });
}
