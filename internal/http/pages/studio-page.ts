import { drawnPageHead } from './head.ts';
import { html } from './html.ts';

/** URL paths of what the build made. */
export interface StudioPageAssets {
  readonly adminScript: string;
  readonly adminStyle: string;
  readonly worldMap: string;
}

/** Nothing of others, nothing inline, and in frames only pages of this server: the channel as viewers see it. */
export const studioPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** What the page tells the studio before anybody has signed in. */
export interface StudioFacts {
  readonly channelName: string;
  /** What the provider is called whose accounts may enter; null where none may. */
  readonly accountsOf: string | null;
}

/** The page that the studio draws itself into; the same for everybody, whoever is signed in. Pure. */
export function renderStudioPage({ channelName, accountsOf }: StudioFacts, assets: StudioPageAssets): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        ${drawnPageHead(`Studio · ${channelName}`, { style: assets.adminStyle, script: assets.adminScript })}
      </head>
      <body>
        <div
          id="studio"
          data-channel="${channelName}"
          data-world-map="${assets.worldMap}"
          data-accounts-of="${accountsOf ?? ''}"
        >
          <noscript
            ><div class="gate">
              <main class="gate-card">
                <h1>The studio needs JavaScript</h1>
                <p>
                  Without it, settings are changed on the machine of the server: <code>aerial settings</code> lists
                  them.
                </p>
              </main>
            </div></noscript
          >
        </div>
      </body>
    </html>`.text;
}
