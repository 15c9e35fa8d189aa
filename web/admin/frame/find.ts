/** Something that the palette leads to. */
export interface Finding {
  readonly key: string;
  readonly title: string;
  /** What kind of thing it is, such as the page that a setting stands on. */
  readonly where: string;
  /** Further words that it is found by. */
  readonly words: string;
  readonly act: () => void;
}

/** How well `text` answers `query`: 0 not at all; words that begin as the query's do count most. */
function score(query: readonly string[], title: string, rest: string): number {
  let sum = 0;
  for (const word of query) {
    const inTitle = title.indexOf(word);
    if (inTitle === 0) sum += 8;
    else if (inTitle > 0) sum += title[inTitle - 1] === ' ' ? 6 : 3;
    else if (rest.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

/** What answers a query, best first; all of them in their order where nothing is asked. */
export function findIn(findings: readonly Finding[], query: string, most: number): readonly Finding[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return findings.slice(0, most);
  return findings
    .map((finding) => ({
      finding,
      score: score(words, finding.title.toLowerCase(), `${finding.where} ${finding.words}`.toLowerCase()),
    }))
    .filter((one) => one.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ finding }) => finding);
}
