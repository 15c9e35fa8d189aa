/** All fragments that a playlist lists: the one that is not finished stands by itself in hls.js, but for the moment at which it begins. */
export function listedFragments<Listed>(details: {
  readonly fragments: readonly Listed[];
  readonly fragmentHint?: Listed | undefined;
}): readonly Listed[] {
  const { fragments, fragmentHint } = details;
  return fragmentHint === undefined || fragments.includes(fragmentHint) ? fragments : [...fragments, fragmentHint];
}
