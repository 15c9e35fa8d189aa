import { createHash } from 'node:crypto';
import type { Settings } from '../../config/settings.ts';
import { AerialError } from '../../platform/errors.ts';
import { matchesEntityTag } from '../../platform/http-negotiation.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import type { pageFileEndpoints } from '../contract/page-files.ts';
import { appearanceCss } from '../pages/appearance.ts';
import { externalActionHeaders, renderExternalAction } from '../pages/external-action.ts';

export interface PageFileNeeds {
  readonly settings: Pick<Settings, 'get'>;
  /** HTML of which nothing can run. */
  readonly renderMarkdown: (markdown: string) => string;
}

/** The files of the page that are written from the settings. */
export function pageFileHandlers({ renderMarkdown, settings }: PageFileNeeds): Handlers<typeof pageFileEndpoints> {
  return {
    getRobots: () =>
      new RawReply({
        headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' },
        body: robots(settings.get('search-indexing')),
      }),
    getCustomStyles: (call) => sendText(call, 'text/css; charset=utf-8', customStyles(settings)),
    getCustomJavascript: (call) => sendText(call, 'text/javascript; charset=utf-8', settings.get('custom-javascript')),
    previewLook: ({ body }) => ({ css: appearanceCss(body.appearance) + body.customStyles }),
    previewPageText: ({ body }) => ({ html: renderMarkdown(body.markdown) }),
    getExternalAction: ({ params: { index } }) => {
      const action = settings.get('external-actions')[index];
      if (action === undefined || action.html === '') {
        throw new AerialError('NOT_FOUND', {
          message: 'There is no such action.',
          hint: 'The channel’s page links to those that there are.',
        });
      }
      return new RawReply({ headers: externalActionHeaders, body: renderExternalAction(action) });
    },
  };
}

/** Colours and fonts first, so that the owner's own styles can use and outdo them. */
export function customStyles(settings: Pick<Settings, 'get'>): string {
  return appearanceCss(settings.get('appearance')) + settings.get('custom-styles');
}

/** No line break at its end, as Owncast sends it. */
export function robots(mayIndex: boolean): string {
  return ['User-agent: *', 'Disallow: /admin', 'Disallow: /api', ...(mayIndex ? [] : ['Disallow: /'])].join('\n');
}

/** Short mark of a text: it changes with it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

interface TextCall {
  readonly query: { readonly v?: string | undefined };
  readonly caller: Pick<Caller, 'headers'>;
}

/** A text that is kept for good under the address that names its version, and else asked for again at each visit. */
function sendText({ query, caller }: TextCall, mediaType: string, text: string): RawReply {
  const version = digestOf(text);
  const etag = `"${version}"`;
  const caching =
    query.v === version ? { 'cache-control': 'public, max-age=31536000, immutable' } : { 'cache-control': 'no-cache' };
  const headers = { 'content-type': mediaType, ...caching, etag };
  const asked = caller.headers['if-none-match'];
  if (matchesEntityTag(typeof asked === 'string' ? asked : undefined, etag))
    return new RawReply({ status: 304, headers });
  return new RawReply({ headers, body: text });
}
