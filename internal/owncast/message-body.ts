/** What messages are marked up with; anything else in angle brackets is left out, its content stays. */
const plainTags: ReadonlySet<string> = new Set('p br b i u s em strong del code pre blockquote ul ol li'.split(' '));

/** Where emoji were, and where they are now. */
export type EmojiAddresses = ReadonlyMap<string, string>;

const piece = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|<!--[\s\S]*?-->|[<>]|[^<>]+/g;
const attribute = /([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'`=]+))/g;

/**
 * The HTML of a message with nothing in it but text, plain markup, links to the web and emoji. What Owncast stores was cleaned by it once, by the rules
 * of its version; nothing is taken on trust, since a stored script would run for everybody.
 */
export function cleanMessageBody(html: string, emoji: EmojiAddresses): string {
  if (!/[<>]/.test(html)) return html;
  let clean = '';
  for (const [whole, closing, name = '', rest = ''] of html.matchAll(piece)) {
    if (whole === '<') clean += '&lt;';
    else if (whole === '>') clean += '&gt;';
    else if (!whole.startsWith('<')) clean += whole;
    else clean += cleanTag(name.toLowerCase(), rest, closing === '/', emoji);
  }
  return clean;
}

function cleanTag(name: string, rest: string, isClosing: boolean, emoji: EmojiAddresses): string {
  if (plainTags.has(name)) return isClosing ? `</${name}>` : `<${name}>`;
  if (name === 'a') return isClosing ? '</a>' : cleanLink(readAttributes(rest));
  return name === 'img' && !isClosing ? cleanEmoji(readAttributes(rest), emoji) : '';
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(attribute))
    found.set(name.toLowerCase(), (double ?? single ?? bare ?? '').replaceAll('"', '&quot;'));
  return found;
}

/** A link that leads nowhere that is known is plain text between tags that do nothing. */
function cleanLink(attributes: ReadonlyMap<string, string>): string {
  const address = attributes.get('href') ?? '';
  if (!/^(?:https?:\/\/|mailto:)/i.test(address)) return '<a>';
  return `<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">`;
}

function cleanEmoji(attributes: ReadonlyMap<string, string>, emoji: EmojiAddresses): string {
  const source = attributes.get('src') ?? '';
  const words = ['alt', 'title'].flatMap((name) => {
    const text = attributes.get(name);
    return text === undefined ? [] : [` ${name}="${text}"`];
  });
  if (!/^\/img\/emoji\/[^\s?#]+$/.test(source) || source.includes('..')) return attributes.get('alt') ?? '';
  return `<img class="emoji" src="${emoji.get(decode(source)) ?? source}"${words.join('')}>`;
}

/** Addresses carry what is not plain in percent signs; files do not. */
function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
