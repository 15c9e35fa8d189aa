/** The level to take where this one is gone: the next smaller one there is, else the next larger one. */
export function livingLevel(
  levels: readonly { readonly uri: string }[],
  wanted: number,
  gone: ReadonlySet<string>,
): number {
  if (wanted < 0 || gone.size === 0) return wanted;
  const isThere = ({ uri }: { readonly uri: string }): boolean => !gone.has(uri);
  const smaller = levels.slice(0, wanted + 1).findLastIndex(isThere);
  return smaller >= 0 ? smaller : levels.findIndex(isThere);
}
