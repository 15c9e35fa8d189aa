import type { ExternalAction } from '../../config/shapes.ts';
import { html, Html } from './html.ts';

/**
 * Headers of an action's HTML, which the page shows in a frame. No script of it runs, whoever wrote it; frames of other hosts inside it are
 * pages of their own, as shops and players need them.
 */
export const externalActionHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "img-src 'self' data: http: https:",
    "media-src 'self' http: https:",
    "style-src 'self' 'unsafe-inline' http: https:",
    "font-src 'self' data: http: https:",
    'frame-src http: https:',
    'form-action http: https:',
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts',
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
};

/** The HTML of an action as a page of its own. */
export function renderExternalAction(action: Pick<ExternalAction, 'title' | 'html'>): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${action.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <base target="_blank" />
        <style>
          body {
            margin: 0;
            padding: 1rem;
            font:
              16px/1.5 system-ui,
              sans-serif;
          }
          img,
          video,
          iframe {
            max-width: 100%;
          }
        </style>
      </head>
      <body>
        ${new Html(action.html)}
      </body>
    </html> `.text;
}
