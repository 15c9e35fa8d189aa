import { html } from './html.ts';
import type { PageLanguage } from './locales.ts';
import { renderCard, type SignInStation } from './sign-in-pages.ts';

/** Asks whether e-mails to an address should end: programs that look at links must not end them. Pure. */
export function renderLeaveMailPage(
  station: SignInStation,
  { action, address }: { readonly action: string; readonly address: string },
  language: PageLanguage,
): string {
  const { say } = language;
  const title = say('leaveMail.title');
  const card = html`<form class="card" method="post" action="${action}">
    <h1>${title}</h1>
    <p>${say('leaveMail.words', { address, channel: station.name })}</p>
    <button class="main-action" type="submit">${say('leaveMail.agree')}</button>
  </form>`;
  return renderCard(station, { title, language }, card);
}

/** Says that they have ended; null for a link that is none. Pure. */
export function renderMailLeft(station: SignInStation, address: string | null, language: PageLanguage): string {
  const { say } = language;
  const title = address === null ? say('leaveMail.unknown') : say('leaveMail.done', { address });
  const card = html`<section class="card">
    <h1>${title}</h1>
    <a class="main-action" href="/">${say('signIn.back')}</a>
  </section>`;
  return renderCard(station, { title, language }, card);
}
