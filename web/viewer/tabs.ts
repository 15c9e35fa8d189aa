import { nextTab } from './next-tab.ts';

/** Fills the panels that the server left empty, each when it is first opened. */
export type PanelFillers = Readonly<Record<string, (panel: HTMLElement) => void>>;

/** Brings the tabs below the picture to life (WAI-ARIA, tabs with automatic activation). */
export function openTabs(root: HTMLElement | null, fillers: PanelFillers): void {
  const tabs = [...(root?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
  const panelOf = (tab: HTMLElement) => document.getElementById(tab.getAttribute('aria-controls') ?? '');
  const filled = new Set<string>();
  const select = (chosen: HTMLElement) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = panelOf(tab);
      if (panel !== null) panel.hidden = !isChosen;
    }
    const name = chosen.id.replace('tab-', '');
    const panel = panelOf(chosen);
    if (panel === null || filled.has(name)) return;
    filled.add(name);
    fillers[name]?.(panel);
  };
  root?.addEventListener('click', (event) => {
    const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="tab"]') : null;
    if (tab !== null) select(tab);
  });
  root?.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const isRightToLeft = getComputedStyle(root).direction === 'rtl';
    const next = tabs[nextTab(event.key, { at, count: tabs.length, isRightToLeft }) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    select(next);
  });
  const first = tabs.find((tab) => tab.getAttribute('aria-selected') === 'true');
  if (first !== undefined) select(first);
}
