import type { Caller } from '../contract/endpoint.ts';
import type { PageLanguage } from '../pages/locales.ts';
import { renderMissingPage, type SignInStation, signInPageHeaders } from '../pages/sign-in-pages.ts';
import type { Unmatched } from '../web-server.ts';

export interface MissingPageNeeds {
  readonly station: () => SignInStation;
  /** Of whoever asks, by what their browser says. */
  readonly languageOf: (headers: Caller['headers']) => PageLanguage;
}

/** What programs ask for: they read no pages. */
const forPrograms = /^\/(?:api|hls|federation|\.well-known|public|assets|static)(?:\/|$)/;

/** Tells people in words, and programs as the API does, that nothing is at an address; null for programs. */
export function answerLostVisitors({ station, languageOf }: MissingPageNeeds): Unmatched {
  return ({ headers, method, url }, reply) => {
    const isPerson = ['GET', 'HEAD'].includes(method) && headers.accept?.includes('text/html') === true;
    if (!isPerson || forPrograms.test(url)) return null;
    return reply
      .code(404)
      .headers(signInPageHeaders('none'))
      .send(renderMissingPage(station(), languageOf(headers)));
  };
}
