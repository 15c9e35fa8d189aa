import { Parser } from 'htmlparser2';

/** Where a page leads to, by relation (RFC 8288); of several links of one relation the first. */
export type LinkRelations = ReadonlyMap<string, string>;

/** A page as it was answered. */
export interface AnsweredPage {
  readonly url: string;
  readonly linkHeader: string | undefined;
  readonly contentType: string;
  readonly body: string;
}

const MAX_LINKS = 200;
const linkValue = /<([^<>]*)>((?:;[^,;"]*(?:"[^"]*"[^,;"]*)?|\s)*)/g;
const parameter = /;\s*([^\s;,="]+)(?:\s*=\s*(?:"([^"]*)"|([^\s;,"]*)))?/g;

/** The links of a page: those of its header come before those of its HTML. Addresses are made whole; what is none is left out. Pure. */
export function readLinks(page: AnsweredPage): LinkRelations {
  const isHtml = /^(?:text\/html|application\/xhtml\+xml)\b/i.test(page.contentType);
  const links = new Map<string, string>();
  for (const { href, relation } of [...headerLinks(page.linkHeader ?? ''), ...(isHtml ? htmlLinks(page.body) : [])]) {
    const url = URL.parse(href, page.url);
    if (url === null) continue;
    for (const name of relation.toLowerCase().split(/\s+/).slice(0, MAX_LINKS)) {
      if (name !== '' && !links.has(name)) links.set(name, url.href);
    }
  }
  return links;
}

interface RawLink {
  readonly href: string;
  readonly relation: string;
}

function headerLinks(header: string): RawLink[] {
  return [...header.matchAll(linkValue)].slice(0, MAX_LINKS).map(([, href = '', parameters = '']) => {
    const found = [...parameters.matchAll(parameter)].find(([, name]) => name?.toLowerCase() === 'rel');
    return { href, relation: found?.[2] ?? found?.[3] ?? '' };
  });
}

/** Only `link` elements: what visitors of a page may write on it can hold `a`, and is not to be trusted. */
function htmlLinks(body: string): RawLink[] {
  const found: RawLink[] = [];
  let hiddenDepth = 0;
  const parser = new Parser({
    onopentag: (name, { href, rel }) => {
      if (name === 'template' || name === 'noscript') hiddenDepth += 1;
      if (name !== 'link' || hiddenDepth > 0 || href === undefined || rel === undefined) return;
      if (found.length < MAX_LINKS) found.push({ href, relation: rel });
    },
    onclosetag: (name) => {
      if (name === 'template' || name === 'noscript') hiddenDepth -= 1;
    },
  });
  parser.end(body);
  return found;
}
