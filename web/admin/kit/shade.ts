/** How dark a country is: 0 for nothing, 1 to 5 for shares of the most. Steps by magnitude, or one crowd would leave all others pale. */
export function shadeOf(count: number, most: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (count <= 0) return 0;
  const share = Math.log1p(count) / Math.log1p(Math.max(count, most));
  return Math.max(1, Math.min(5, Math.ceil(share * 5))) as 1 | 2 | 3 | 4 | 5;
}
