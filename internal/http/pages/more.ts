import type { ChannelView } from './channel-view.ts';
import { Html, html } from './html.ts';
import type { PageLanguage } from './locales.ts';

/** Who follows, as far as the page tells it. */
export interface Following {
  /** Such as `live@tv.example`; null while nobody can follow. */
  readonly account: string | null;
  /** Address of that account's document. */
  readonly actorUrl: string | null;
  readonly followerCount: number;
  /** Whether everybody may see who follows. */
  readonly isShown: boolean;
}

/** One of the tabs below everything else. */
interface Tab {
  readonly id: string;
  readonly label: string;
  /** Stands beside the label. */
  readonly count: number | null;
  /** Empty where the page's script fills it when it is opened. */
  readonly panel: Html | null;
}

function tabsOf({ contentHtml }: ChannelView, following: Following, { say }: PageLanguage): Tab[] {
  const tabs: Tab[] = [];
  if (contentHtml !== '') {
    const panel = html`<div class="content" dir="auto">${new Html(contentHtml)}</div>`;
    tabs.push({ id: 'about', label: say('page.about'), count: null, panel });
  }
  if (following.isShown && (following.account !== null || following.followerCount > 0)) {
    tabs.push({ id: 'followers', label: say('page.followers'), count: following.followerCount, panel: null });
  }
  return tabs;
}

/** What there is to read below everything else: the owner's own words, and who follows. Without a script the first of them shows. */
export function more(view: ChannelView, following: Following, language: PageLanguage): Html | null {
  const { say, locale } = language;
  const tabs = tabsOf(view, following, language);
  const [first] = tabs;
  if (first === undefined) return null;
  if (tabs.length === 1 && first.panel !== null) {
    return html`<section class="more" aria-label="${say('page.aboutChannel')}">${first.panel}</section>`;
  }
  const number = new Intl.NumberFormat(locale);
  return html`<section id="more" class="more" aria-label="${say('page.tabs')}">
    <div class="tabs" role="tablist" aria-label="${say('page.tabs')}">
      ${tabs.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${tab.id}"
            aria-controls="panel-${tab.id}"
            aria-selected="${tab === first ? 'true' : 'false'}"
            tabindex="${tab === first ? 0 : -1}"
          >
            ${tab.label}${tab.count !== null && html`<span class="tab-count">${number.format(tab.count)}</span>`}
          </button>`,
      )}
    </div>
    ${tabs.map(
      (tab) =>
        html`<div
          id="panel-${tab.id}"
          class="panel"
          role="tabpanel"
          aria-labelledby="tab-${tab.id}"
          tabindex="-1"
          ${tab !== first && new Html('hidden')}
        >
          ${tab.panel}
        </div>`,
    )}
  </section>`;
}
