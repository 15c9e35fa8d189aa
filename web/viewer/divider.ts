import { type Layout, widthAfterKey } from './layout.ts';

/** Between picture and chat: pulled with a pointer or moved with keys, it gives one what the other has. Twice pressed, the usual. */
export function openDivider(divider: HTMLElement, chat: HTMLElement, layout: Layout): void {
  const root = document.documentElement;
  const remPx = () => Number.parseFloat(getComputedStyle(root).fontSize);
  const widthRem = () => chat.getBoundingClientRect().width / remPx();
  const isRightToLeft = () => getComputedStyle(root).direction === 'rtl';
  // A chat that is hidden has no width.
  const tell = () => {
    if (!chat.hidden) divider.setAttribute('aria-valuenow', String(Math.round(widthRem())));
  };
  const set = (rem: number | null) => {
    layout.setChatWidth(rem);
    root.style.removeProperty('--chat-width');
  };

  const onMove = (event: PointerEvent) => {
    const box = chat.getBoundingClientRect();
    const px = isRightToLeft() ? event.clientX - box.left : box.right - event.clientX;
    root.style.setProperty('--chat-width', `clamp(16rem, ${px}px, min(36rem, 50vw))`);
  };
  divider.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    divider.setPointerCapture(event.pointerId);
    root.toggleAttribute('data-dragging', true);
    divider.addEventListener('pointermove', onMove);
  });
  divider.addEventListener('lostpointercapture', () => {
    divider.removeEventListener('pointermove', onMove);
    root.removeAttribute('data-dragging');
    if (root.style.getPropertyValue('--chat-width') !== '') set(widthRem());
  });
  divider.addEventListener('dblclick', () => set(null));
  divider.addEventListener('keydown', (event) => {
    const rem = widthAfterKey(event.key, widthRem(), isRightToLeft());
    if (rem === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(rem);
  });
  divider.hidden = false;
  // With the window, the size of letters and being shown it changes, too.
  new ResizeObserver(tell).observe(chat);
}
