import { keepCookie } from '../shared/cookie.ts';

/** Keeps what is chosen in the list of languages, so that it holds without being in the address. */
export function openLanguages(menu: HTMLElement | null): void {
  if (!(menu instanceof HTMLDetailsElement)) return;
  menu.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    keepCookie('aerial-language', link.lang);
    location.assign(location.pathname);
  });
  const close = () => (menu.open = false);
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.stopPropagation();
    close();
    menu.querySelector('summary')?.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!menu.contains(event.target as Node)) close();
  });
}
