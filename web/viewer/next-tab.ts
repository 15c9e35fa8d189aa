/** Where a key leads from one tab; null where it is none of the tabs' keys. Past the last comes the first. */
export function nextTab(
  key: string,
  { at, count, isRightToLeft }: { readonly at: number; readonly count: number; readonly isRightToLeft: boolean },
): number | null {
  const step = isRightToLeft ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return (at + step + count) % count;
    case 'ArrowLeft':
      return (at - step + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
