import { makeRun, matchRuns, type Run } from './emphasis.ts';
import { cleanText, decodeEntities, type HtmlMeaning, readHtmlTag } from './html-tag.ts';
import { readDestination } from './link-destination.ts';
import { bareLinkLength, linkTarget } from './link-target.ts';
import { type LinkMark, type Piece, textPiece } from './pieces.ts';

export interface InlineNeeds {
  /** The address of an emoji's picture by its shortcode in lower case. */
  readonly emoji: ReadonlyMap<string, string>;
  readonly isTrusted: boolean;
}

/** What one message may hold of what is longer on the wire than as it was typed. */
const maxEmoji = 64;
const maxLinks = 32;

/** Where something may begin that is not plain text. */
const interesting = /[\\`*_[\]<&:\n]|!\[|https?:\/\//gi;
const escaped = /\\([!-/:-@[-`{-~])/y;
const shortcode = /:([a-z0-9_+-]{1,64}):/iy;
const entity = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);/iy;
const angleLink = /<(https?:\/\/[^\s<>]*)>/iy;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Cuts messages into pieces, one text after the other; its bounds hold for all of them together. */
export class InlineReader {
  readonly #needs: InlineNeeds;
  /** Shortcodes by their pictures' addresses, once a picture asks for them. */
  #names: ReadonlyMap<string, string> | null = null;
  #emojiLeft = maxEmoji;
  #linksLeft = maxLinks;
  #text = '';
  #at = 0;
  #pieces: Piece[] = [];
  /** Places of brackets in `#pieces` that a link may begin with. */
  #brackets: number[] = [];
  /** Marks that HTML opened and did not yet close. */
  #tags: { readonly element: string; readonly mark: LinkMark | { readonly kind: 'em' | 'strong' } }[] = [];
  /** Runs of labels: emphasis neither begins in a label and ends outside of it, nor the other way round. */
  #matched = new Set<Run>();
  /** Lengths of rows of backticks of which there is no other further on, so that nobody looks for them twice. */
  #lonely = new Set<number>();

  constructor(needs: InlineNeeds) {
    this.#needs = needs;
  }

  /** The pieces of one paragraph. */
  read(text: string): Piece[] {
    this.#text = text;
    this.#at = 0;
    this.#pieces = [];
    this.#brackets = [];
    this.#tags = [];
    this.#matched = new Set();
    this.#lonely = new Set();
    while (this.#at < text.length) {
      const next = matchAt(interesting, text, this.#at);
      this.#takeText((next?.index ?? text.length) - this.#at);
      if (next !== null) this.#readAt(next[0]);
    }
    this.#matchRunsFrom(0);
    return this.#pieces;
  }

  #readAt(sign: string): void {
    switch (sign) {
      case '\\':
        return this.#readEscape();
      case '`':
        return this.#readCode();
      case '*':
      case '_':
        return this.#readRun(sign);
      case '[':
      case '![':
        this.#brackets.push(this.#pieces.length);
        return this.#takeText(sign.length);
      case ']':
        return this.#readBracketEnd();
      case '<':
        return this.#readAngle();
      case '&':
        return this.#readEntity();
      case ':':
        return this.#readShortcode();
      case '\n':
        this.#pieces.push({ kind: 'node', node: { kind: 'break' } });
        this.#at += 1;
        return undefined;
      default:
        return this.#readBareLink(sign.length);
    }
  }

  #takeText(length: number): void {
    if (length > 0) this.#pieces.push(textPiece(this.#text.slice(this.#at, this.#at + length)));
    this.#at += length;
  }

  #readEscape(): void {
    const match = matchAt(escaped, this.#text, this.#at);
    if (match === null) {
      // A backslash at the end of a line breaks it, as the line break that follows does.
      return this.#text[this.#at + 1] === '\n' ? this.#pass(1) : this.#takeText(1);
    }
    this.#pieces.push(textPiece(match[1] ?? ''));
    return this.#pass(2);
  }

  #pass(length: number): void {
    this.#at += length;
  }

  #readCode(): void {
    const length = this.#rowLength('`');
    const start = this.#at + length;
    const end = this.#lonely.has(length) ? -1 : this.#findRow(length, start);
    if (end < 0) {
      this.#lonely.add(length);
      return this.#takeText(length);
    }
    const inner = this.#text.slice(start, end).replaceAll('\n', ' ');
    const isPadded = /^ .*[^ ].* $/.test(inner);
    this.#pieces.push({ kind: 'node', node: { kind: 'code', text: isPadded ? inner.slice(1, -1) : inner } });
    return this.#pass(length + inner.length + length);
  }

  #rowLength(sign: string): number {
    let end = this.#at;
    while (this.#text[end] === sign) end += 1;
    return end - this.#at;
  }

  /** Where the next row of exactly so many backticks is; -1 for none. */
  #findRow(length: number, from: number): number {
    for (let at = this.#text.indexOf('`', from); at >= 0;) {
      let end = at;
      while (this.#text[end] === '`') end += 1;
      if (end - at === length) return at;
      at = this.#text.indexOf('`', end);
    }
    return -1;
  }

  #readRun(sign: string): void {
    const length = this.#rowLength(sign);
    const before = lastCharacter(this.#text.slice(Math.max(0, this.#at - 2), this.#at));
    const after = String.fromCodePoint(this.#text.codePointAt(this.#at + length) ?? 0x20);
    this.#pieces.push({ kind: 'run', run: makeRun(sign, length, before, after) });
    this.#pass(length);
  }

  /** Turns what stands since the last bracket into a link, if an address follows. */
  #readBracketEnd(): void {
    const begin = this.#brackets.pop();
    const found = begin === undefined ? null : readDestination(this.#text, this.#at + 1);
    const address = found === null ? null : this.#takeLink(found.destination);
    if (begin === undefined || found === null || address === null) return this.#takeText(1);
    const mark: LinkMark = { kind: 'link', address };
    this.#pieces[begin] = { kind: 'open', mark };
    this.#matchRunsFrom(begin);
    this.#pieces.push({ kind: 'close', mark });
    // No link lies in a link.
    this.#brackets = [];
    return this.#pass(1 + found.length);
  }

  #matchRunsFrom(begin: number): void {
    const runs = this.#pieces.slice(begin).flatMap((piece) => (piece.kind === 'run' ? [piece.run] : []));
    matchRuns(runs.filter((run) => !this.#matched.has(run)));
    for (const run of runs) this.#matched.add(run);
  }

  #takeLink(written: string): string | null {
    const address = this.#linksLeft > 0 ? linkTarget(written, this.#needs.isTrusted) : null;
    if (address !== null) this.#linksLeft -= 1;
    return address;
  }

  #readAngle(): void {
    const link = matchAt(angleLink, this.#text, this.#at)?.[1];
    if (link !== undefined) return this.#addLink(link, link.length + 2);
    const tag = readHtmlTag(this.#text, this.#at);
    if (tag === null) return this.#takeText(1);
    this.#pass(tag.length);
    return this.#addHtml(tag.meaning);
  }

  /** A link whose label is its address; `length` characters are used up either way. */
  #addLink(written: string, length: number): void {
    const address = this.#takeLink(written);
    if (address === null) return this.#takeText(length);
    const mark: LinkMark = { kind: 'link', address };
    this.#pieces.push({ kind: 'open', mark }, textPiece(written), { kind: 'close', mark });
    return this.#pass(length);
  }

  #readBareLink(schemeLength: number): void {
    const isWithinWord = /[\p{L}\p{N}]/u.test(lastCharacter(this.#text.slice(Math.max(0, this.#at - 2), this.#at)));
    const length = isWithinWord ? 0 : bareLinkLength(this.#text, this.#at);
    if (length === 0) return this.#takeText(schemeLength);
    return this.#addLink(this.#text.slice(this.#at, this.#at + length), length);
  }

  #readEntity(): void {
    const match = matchAt(entity, this.#text, this.#at);
    if (match === null) return this.#takeText(1);
    this.#pieces.push(textPiece(decodeEntities(match[0])));
    return this.#pass(match[0].length);
  }

  #readShortcode(): void {
    const match = matchAt(shortcode, this.#text, this.#at);
    if (match?.[1] === undefined || !this.#addEmoji(match[1])) return this.#takeText(1);
    return this.#pass(match[0].length);
  }

  #addEmoji(name: string): boolean {
    const address = this.#needs.emoji.get(name.toLowerCase());
    if (address === undefined || this.#emojiLeft === 0) return false;
    this.#emojiLeft -= 1;
    this.#pieces.push({ kind: 'node', node: { kind: 'emoji', name, address } });
    return true;
  }

  #addHtml(meaning: HtmlMeaning): void {
    switch (meaning.kind) {
      case 'nothing':
        break;
      case 'break':
        this.#pieces.push({ kind: 'node', node: { kind: 'break' } });
        break;
      case 'split':
        this.#pieces.push({ kind: 'split' });
        break;
      case 'picture':
        this.#addPicture(meaning);
        break;
      case 'code': {
        const inner = this.#takeUntilEndOf('code');
        if (inner !== '') this.#pieces.push({ kind: 'node', node: { kind: 'code', text: cleanText(inner) } });
        break;
      }
      case 'skip':
        this.#takeUntilEndOf(meaning.element);
        break;
      case 'open':
        this.#openTag(meaning);
        break;
      case 'close':
        this.#closeTag(meaning.element);
        break;
    }
  }

  /** Clients that show emoji while one writes send their pictures. */
  #addPicture({ shortcode: name, address }: { readonly shortcode: string; readonly address: string }): void {
    if (this.#addEmoji(name)) return;
    this.#names ??= new Map([...this.#needs.emoji].map(([known, its]) => [its, known]));
    this.#addEmoji(this.#names.get(address) ?? '');
  }

  /** What stands before an end tag, or before the end of all; goes on after it. */
  #takeUntilEndOf(element: string): string {
    const end = new RegExp(`</${element}[^<>]*>`, 'gi');
    end.lastIndex = this.#at;
    const match = end.exec(this.#text);
    const inner = this.#text.slice(this.#at, match?.index);
    this.#pass(inner.length + (match?.[0].length ?? 0));
    return inner;
  }

  #openTag({ element, address }: { readonly element: 'em' | 'strong' | 'a'; readonly address: string }): void {
    const target = element === 'a' ? this.#takeLink(address) : null;
    if (element === 'a' && target === null) return;
    const mark = element === 'a' ? ({ kind: 'link', address: target ?? '' } as const) : ({ kind: element } as const);
    this.#tags.push({ element, mark });
    this.#pieces.push({ kind: 'open', mark });
  }

  #closeTag(element: string): void {
    const index = this.#tags.findLastIndex((tag) => tag.element === element);
    const [tag] = index < 0 ? [] : this.#tags.splice(index, 1);
    if (tag !== undefined) this.#pieces.push({ kind: 'close', mark: tag.mark });
  }
}

function lastCharacter(text: string): string {
  return Array.from(text).at(-1) ?? ' ';
}
