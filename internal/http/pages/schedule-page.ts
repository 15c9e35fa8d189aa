import type { ShownBroadcast } from '../../schedule/planned-broadcast.ts';
import type { ChannelPageAssets } from './channel-page.ts';
import type { ChannelView } from './channel-view.ts';
import { robotsTag } from './head.ts';
import { html, type Html } from './html.ts';
import type { PageLanguage } from './locales.ts';

export const schedulePath = '/schedule';

export interface SchedulePageState {
  readonly view: ChannelView;
  readonly language: Pick<PageLanguage, 'locale' | 'direction' | 'say'>;
  readonly planned: readonly ShownBroadcast[];
  /** Such as `https://example.org`; null when it is not known. */
  readonly origin: string | null;
  readonly versionNumber: string;
}

/** `Tuesday, 2 March 2027 at 20:00` as a clock in the broadcast's own time zone shows it. */
export function whenWords(
  { startWallMs, timeZone }: Pick<ShownBroadcast, 'startWallMs' | 'timeZone'>,
  locale: string,
): string {
  const when = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'short',
  });
  return `${when.format(startWallMs)} (${timeZone})`;
}

/** `1 h 30 min`. */
export function lengthWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(' ');
}

function entry(planned: ShownBroadcast, { locale, say }: SchedulePageState['language']): Html {
  const isCancelled = planned.status === 'cancelled';
  return html`<li id="${planned.id}" class="${isCancelled ? 'is-cancelled' : ''}">
    <h2 dir="auto">${planned.name}</h2>
    <p class="when">
      <time datetime="${new Date(planned.startWallMs).toISOString()}">${whenWords(planned, locale)}</time>
      <span class="lasts">${isCancelled ? say('schedule.cancelled') : lengthWords(planned.durationMinutes)}</span>
    </p>
    ${planned.description !== '' && html`<p class="schedule-words" dir="auto">${planned.description}</p>`}
  </li>`;
}

/** What is planned, to be read without a script; with it the times are the reader's own. Pure. */
export function renderSchedulePage(state: SchedulePageState, assets: ChannelPageAssets): string {
  const { view, planned, origin, language } = state;
  const { say } = language;
  const calendar = '/api/schedule.ics';
  const subscribe = origin === null ? calendar : `${origin.replace(/^https?:/, 'webcal:')}${calendar}`;
  const page = html`<!doctype html>
    <html lang="${language.locale}" dir="${language.direction}">
      <head>
        <meta charset="utf-8" />
        <title>${say('schedule.titleOf', { channel: view.name })}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${say('schedule.titleOf', { channel: view.name })}" />
        ${robotsTag(view.mayBeIndexed)}
        <link rel="icon" href="/favicon.ico" />
        <link rel="stylesheet" href="${assets.viewerStyle}" />
        ${view.stylesUrl !== null && html`<link rel="stylesheet" href="${view.stylesUrl}" />`}
        <link rel="alternate" type="text/calendar" href="${calendar}" title="${view.name}" />
        <script type="module" src="${assets.scheduleScript}"></script>
      </head>
      <body>
        <header class="bar">
          <a class="brand" href="/"
            ><img src="${view.logoUrl}" alt="" width="32" height="32" /><span dir="auto">${view.name}</span></a
          >
        </header>
        <main class="schedule">
          <h1>${say('schedule.title')}</h1>
          ${
            planned.length === 0
              ? html`<p>${say('schedule.none')}</p>`
              : html`<ol>
                    ${planned.map((one) => entry(one, language))}
                  </ol>
                  <p id="zone" class="quiet" data-words="${say('schedule.timesOf', { zone: '{zone}' })}">
                    ${say('schedule.timesBeside')}
                  </p>`
          }
          <p class="doors">
            <a class="action" href="${subscribe}">${say('schedule.subscribe')}</a>
            <a class="action" href="${calendar}" download="schedule.ics">${say('schedule.download')}</a>
          </p>
        </main>
        <footer class="foot">Aerial ${state.versionNumber}</footer>
      </body>
    </html> `;
  return page.text;
}
