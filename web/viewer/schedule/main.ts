import { browserClock } from '../../shared/clock.ts';
import { whenWords } from './planned.ts';

const { lang } = document.documentElement;
const language = navigator.languages.find((tag) => tag.split('-')[0] === lang.split('-')[0]) ?? lang;

/** Tells the times of the page in the time zone of whoever reads it; without this script they are told in the channel's. */
for (const element of document.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
  const startMs = Date.parse(element.dateTime);
  if (Number.isNaN(startMs)) continue;
  element.title = element.textContent ?? '';
  element.textContent = whenWords(startMs, browserClock.wallMs(), language);
}
const note = document.querySelector<HTMLElement>('#zone');
if (note !== null) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  note.textContent = (note.dataset['words'] ?? '').replace('{zone}', zone);
}
