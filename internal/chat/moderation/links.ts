import { showsLink } from '../markup/render.ts';

const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const address = /(?:\b[a-z][a-z0-9+.-]*:\/\/|\bwww\.)[^\s]/i;
/** Ends of host names that people write without `https://`; a full list would find one in every abbreviation. */
const host =
  /(?<![\p{L}\p{N}])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.(?:com|net|org|info|biz|io|gg|tv|co|app|dev|xyz|link|live|shop|site|online|store|top|club|pro|click|ru|de|uk|eu|fr|nl|ly|cc|ai|sh)(?=$|[/:?#]|[^\p{L}\p{N}.-]|\.(?:\s|$))/iu;
/** Those that are words as well, after a sentence whose space somebody forgot: with a path they are addresses. */
const hostWithPath = /[a-z0-9]\.(?:me|be|to|us|is|it|in|so)\/[^\s]/i;

/** Whether a message holds a link, or an address that others could copy. */
export function hasLink(text: string): boolean {
  const plain = text.normalize('NFKC').replace(unseen, '');
  return address.test(plain) || host.test(plain) || hostWithPath.test(plain) || showsLink(text);
}
