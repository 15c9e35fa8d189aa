import { piecesOf, type Piece } from './pieces.ts';

const parser = new DOMParser();

/** Reads a message's HTML in a document that runs nothing and loads nothing. */
export function parseHtml(html: string): readonly Piece[] {
  return piecesOf(parser.parseFromString(html, 'text/html').body);
}
