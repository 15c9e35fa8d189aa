import { drawnPageHead } from './head.ts';
import { html } from './html.ts';

/** URL paths of what the build made. */
export interface SetupPageAssets {
  readonly setupScript: string;
  readonly setupStyle: string;
}

/** Nothing of others, nothing inline, no form that a browser would send by itself, and no frame around it. */
export const setupPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

const form = html`<form id="form" class="card" method="post" hidden>
  <h1>Set the studio's password</h1>
  <p>Whoever has it runs this station. There is one password; write it down where you keep such things.</p>
  <input type="text" name="username" value="admin" autocomplete="username" hidden />
  <div class="field">
    <label for="password">New password</label>
    <input
      id="password"
      type="password"
      autocomplete="new-password"
      maxlength="200"
      aria-describedby="help"
      data-focus
    />
    <p id="help" class="help">At least 8 characters. Three or four words are easy to keep in mind and hard to guess.</p>
  </div>
  <div class="field">
    <label for="again">The same once more</label>
    <input id="again" type="password" autocomplete="new-password" maxlength="200" />
  </div>
  <label class="choice"><input id="show" type="checkbox" />Show what I type</label>
  <p id="fault" class="fault" role="alert" hidden></p>
  <button id="submit" class="main-action" type="submit" disabled>Set the password</button>
</form>`;

const broken = html`<section id="broken" class="card" hidden>
  <h1 tabindex="-1" data-focus>This link is not whole</h1>
  <p>
    Copy it again from where the server printed it, to its very end. It is one long line with a <code>#</code> in it.
  </p>
  <p>No link at hand? <code>aerial reset-password</code>, run on the machine of the server, prints a new one.</p>
</section>`;

const ready = html`<section id="ready" class="card" hidden>
  <h1 tabindex="-1" data-focus>The studio is ready</h1>
  <p>The password is set, and this browser is signed in.</p>
  <p>Apps and bots made for Owncast take this station's address, the user <code>admin</code> and the password.</p>
  <a class="main-action" href="/admin">Open the studio</a>
</section>`;

/** The page behind the one-time link. What it does is done by its script, since only that can read what stands behind the `#`. Pure. */
export function renderSetupPage(channelName: string, assets: SetupPageAssets): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        ${drawnPageHead(`Set the password · ${channelName}`, { style: assets.setupStyle, script: assets.setupScript })}
      </head>
      <body>
        <main>
          <p class="brand">
            <img src="/static/logo.svg" alt="" width="32" height="32" /><span dir="auto">${channelName}</span>
          </p>
          ${form} ${broken} ${ready}
          <noscript
            ><section class="card">
              <h1>This page needs JavaScript</h1>
              <p>
                Without it, the password is set on the machine of the server:
                <code>aerial reset-password --stdin</code>, with the new one on standard input.
              </p>
            </section></noscript
          >
        </main>
      </body>
    </html>`.text;
}
