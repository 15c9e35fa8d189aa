import type { Told } from '../../platform/words.ts';
import { html, type Html } from './html.ts';
import type { PageLanguage } from './locales.ts';

/** What the pages around signing in say of the station, and how they look. */
export interface SignInStation {
  readonly name: string;
  /** URL path of their stylesheet. */
  readonly style: string;
}

/**
 * Nothing of others, no script and no frame around it. A form goes to this server alone, and to where this server's answer leads: browsers
 * hold both to `form-action`.
 */
export function signInPageHeaders(form: 'none' | 'here' | { readonly leadsTo: string }): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      "base-uri 'none'",
      `form-action ${targetsOf(form)}`,
      "frame-ancestors 'none'",
    ].join('; '),
    // Browsers leave the origin of a form out where even their own site may not know the referrer.
    'referrer-policy': 'same-origin',
    'x-robots-tag': 'noindex',
  };
}

function targetsOf(form: Parameters<typeof signInPageHeaders>[0]): string {
  if (form === 'none') return "'none'";
  return form === 'here' ? "'self'" : `'self' ${new URL(form.leadsTo).origin}`;
}

/** What another site asks of the owner. */
export interface ConsentQuestion {
  /** Where the form goes. */
  readonly action: string;
  /** What goes back with the answer, unchanged. */
  readonly fields: Readonly<Record<string, string>>;
  readonly siteHost: string;
  readonly stationHost: string;
  /** Where "no" leads to. */
  readonly denyUrl: string;
}

/** Asks the owner whether a site may know that this station is theirs. Pure. */
export function renderConsentPage(station: SignInStation, question: ConsentQuestion, language: PageLanguage): string {
  const { say } = language;
  const { siteHost, stationHost } = question;
  const title = say('consent.title', { site: siteHost });
  const fields = Object.entries(question.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const card = html`<form class="card" method="post" action="${question.action}">
    <h1>${title}</h1>
    <p>${say('consent.words', { site: siteHost, station: stationHost })}</p>
    <p class="help">${say('consent.password', { user: 'admin' })}</p>
    ${fields}
    <button class="main-action" type="submit">${say('consent.agree')}</button>
    <a href="${question.denyUrl}" rel="noreferrer">${say('consent.deny')}</a>
  </form>`;
  return renderCard(station, { title, language }, card);
}

/** Says that somebody could not sign in, and why. Pure. */
export function renderSignInFailure(station: SignInStation, told: Told, language: PageLanguage): string {
  const { say } = language;
  const title = say('signIn.failed');
  const card = html`<section class="card">
    <h1>${title}</h1>
    <p>${typeof told === 'string' ? told : say(told.key, told.values)}</p>
    <a class="main-action" href="/">${say('signIn.back')}</a>
  </section>`;
  return renderCard(station, { title, language }, card);
}

/** Says that nothing is at an address. Pure. */
export function renderMissingPage(station: SignInStation, language: PageLanguage): string {
  const { say } = language;
  const title = say('page.nothingHere');
  const card = html`<section class="card">
    <h1>${title}</h1>
    <p>${say('page.nothingHereWhy')}</p>
    <a class="main-action" href="/">${say('signIn.back')}</a>
  </section>`;
  return renderCard(station, { title, language }, card);
}

/** A page with one card on it. */
export function renderCard(
  station: SignInStation,
  { title, language }: { readonly title: string; readonly language: PageLanguage },
  content: Html,
): string {
  return html`<!doctype html>
    <html lang="${language.locale}" dir="${language.direction}">
      <head>
        <meta charset="utf-8" />
        <title>${title} · ${station.name}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="${station.style}" />
        <link rel="icon" href="/static/icons/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <main>
          <p class="brand">
            <img src="/static/logo.svg" alt="" width="32" height="32" /><span dir="auto">${station.name}</span>
          </p>
          ${content}
        </main>
      </body>
    </html>`.text;
}
