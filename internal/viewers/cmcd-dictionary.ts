/** A value of a dictionary: a number, a truth, a text (quoted or a token), or a list of these. */
export type CmcdValue = number | boolean | string | readonly CmcdValue[];
export type CmcdFields = ReadonlyMap<string, CmcdValue>;

/** Longest dictionary that is read; CMCD itself wants them much shorter. */
const MAX_LENGTH = 4096;
const MAX_KEYS = 64;
const MAX_LIST = 16;

const KEY = /[a-z*][a-z0-9_.*-]{0,63}/y;
const NUMBER = /-?\d{1,15}(?:\.\d{1,6})?/y;
const TEXT = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){0,512})"/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]{0,255}/y;
const TRUTH = /\?([01])/y;
const SPACE = /[ \t]*/y;

/**
 * Reads a dictionary as CMCD writes it, a subset of RFC 8941's, such as `bs,sid="a1",mtp=5000,br=(3000;v)`. Parameters are skipped.
 * Null when it is not one. Every expression is anchored and bounded, so that no input takes more than one pass.
 */
export function parseCmcdDictionary(text: string): CmcdFields | null {
  if (text.length > MAX_LENGTH) return null;
  const reader = new Reader(text);
  const fields = new Map<string, CmcdValue>();
  reader.take(SPACE);
  while (!reader.isAtEnd) {
    const key = reader.take(KEY);
    if (key === null || fields.size >= MAX_KEYS) return null;
    const value = reader.skip('=') ? readValue(reader) : true;
    if (value === null || !skipParameters(reader)) return null;
    fields.set(key, value);
    reader.take(SPACE);
    if (reader.isAtEnd) break;
    if (!reader.skip(',')) return null;
    reader.take(SPACE);
    if (reader.isAtEnd) return null;
  }
  return fields;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What `pattern` (sticky) finds here, or its first group; null, and no step further, when it does not fit. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[1] ?? found[0];
  }

  skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}

function readValue(reader: Reader): CmcdValue | null {
  return reader.skip('(') ? readList(reader) : readItem(reader);
}

function readItem(reader: Reader): CmcdValue | null {
  const number = reader.take(NUMBER);
  if (number !== null) return Number(number);
  const truth = reader.take(TRUTH);
  if (truth !== null) return truth === '1';
  const quoted = reader.take(TEXT);
  if (quoted !== null) return quoted.replaceAll(/\\(["\\])/g, '$1');
  return reader.take(TOKEN);
}

function readList(reader: Reader): CmcdValue[] | null {
  const values: CmcdValue[] = [];
  for (;;) {
    reader.take(SPACE);
    if (reader.skip(')')) return values;
    const value = readItem(reader);
    if (value === null || values.length >= MAX_LIST || !skipParameters(reader)) return null;
    values.push(value);
  }
}

function skipParameters(reader: Reader): boolean {
  while (reader.skip(';')) {
    reader.take(SPACE);
    if (reader.take(KEY) === null) return false;
    if (reader.skip('=') && readItem(reader) === null) return false;
  }
  return true;
}
