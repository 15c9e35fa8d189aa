import { cardFactsOf, type ChannelPageState } from './channel-page.ts';
import { cardTags, robotsTag, subjectOf } from './head.ts';
import { html } from './html.ts';

/** A small page for programs that make cards of links: what the channel is, and nothing that needs a script. */
export function renderCardPage(state: ChannelPageState): string {
  const { view } = state;
  const card = cardFactsOf(state);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${subjectOf(card)}</title>
        <meta name="description" content="${view.summary || view.name}" />
        ${view.tags.length > 0 && html`<meta name="keywords" content="${view.tags.join(', ')}" />`}
        ${robotsTag(view.mayBeIndexed)} ${cardTags(card)}
        ${view.links.map(({ href }) => href !== null && html`<link rel="me" href="${href}" />`)}
      </head>
      <body>
        <h1>${subjectOf(card)}</h1>
        <p>${view.summary}</p>
        <p><a href="/">${view.name}</a></p>
      </body>
    </html> `.text;
}
