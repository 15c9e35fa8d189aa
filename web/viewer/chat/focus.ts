import { useLayoutEffect } from 'preact/hooks';

/** Lets the keyboard go on from `next` where it was in `box`, which goes; without, it would begin at the top of the page. */
export function handFocusOn(
  box: Pick<Element, 'contains'> | null,
  next: () => Pick<HTMLElement, 'focus'> | null | undefined,
): void {
  if (box?.contains(document.activeElement) === true) next()?.focus({ preventScroll: true });
}

/** Does so when the component goes, while its element is still in the page. */
export function useFocusHandedOn(
  box: { readonly current: HTMLElement | null },
  next: (box: HTMLElement) => HTMLElement | null | undefined,
): void {
  useLayoutEffect(() => {
    return () => handFocusOn(box.current, () => box.current && next(box.current));
  }, []);
}
