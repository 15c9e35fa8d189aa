import type { PageLanguage } from './locales.ts';
import type { ActionView, ChannelView, SocialLinkView } from './channel-view.ts';
import { type Html, html } from './html.ts';

const newTab = html`target="_blank" rel="noopener noreferrer"`;

function action({ title, description, href, icon, color, opens }: ActionView): Html {
  const look =
    color === null
      ? null
      : html` style="--action-surface:${color.surface};--action-surface-hover:${color.surface};--action-text:${color.ink}"`;
  return html`<li>
    <a class="action" href="${href}" ${newTab} data-opens="${opens}" title="${description || title}" ${look}
      >${icon !== null && html`<img src="${icon}" alt="" width="20" height="20" />`}<span dir="auto">${title}</span></a
    >
  </li>`;
}

/** The owner's buttons, which work without a script too: each is a link. */
export function actionBar({ actions }: ChannelView, { say }: PageLanguage): Html | null {
  if (actions.length === 0) return null;
  return html`<ul class="actions" id="actions" aria-label="${say('page.actions')}">
    ${actions.map(action)}
  </ul>`;
}

function socialLink({ label, text, href, icon }: SocialLinkView): Html {
  const picture = html`<img src="${icon}" alt="" width="24" height="24" loading="lazy" />`;
  const name = html`<span class="link-name" dir="auto">${label}</span>`;
  if (href === null) return html`<li><span class="link" title="${text}">${picture}${name}</span></li>`;
  return html`<li>
    <a class="link" href="${href}" target="_blank" rel="me noopener noreferrer">${picture}${name}</a>
  </li>`;
}

/** Who makes the channel: what it is called, what it is about, and where else it is found. */
export function about(view: ChannelView, { say }: PageLanguage, playlistPath: string): Html {
  const { name, summary, tags, links, logoUrl } = view;
  return html`<section class="about" aria-labelledby="about-title">
    <img class="about-logo" src="${logoUrl}" alt="" width="72" height="72" />
    <div class="about-words">
      <h2 id="about-title" dir="auto">${name}</h2>
      ${summary && html`<p class="about-summary" dir="auto">${summary}</p>`}
      ${
        tags.length > 0 &&
        html`<ul class="tags" aria-label="${say('page.tags')}">
          ${tags.map((tag) => html`<li dir="auto">${tag}</li>`)}
        </ul>`
      }
      ${
        links.length > 0 &&
        html`<ul class="links" aria-label="${say('page.elsewhere')}">
          ${links.map(socialLink)}
        </ul>`
      }
    </div>
    <p class="elsewhere"><a href="${playlistPath}">${say('page.otherPlayer')}</a></p>
  </section>`;
}
