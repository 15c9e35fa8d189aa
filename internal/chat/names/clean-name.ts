/** The longest name, in code points. */
export const maxNameLength = 30;

/** Far more than any name has, and little enough to be read. */
const maxRead = 4096;

const endTag = /<[a-z/!?][^<>]*>/gi;
const writtenBracket = /&(?:lt|gt|#0*6[02]|#x0*3[ce]);?/gi;
/** What would still begin a tag in a page that does not escape names. */
const tagBeginning = /<+(?=[a-z/!?])/gi;

/** Draws nothing, or changes how what follows is drawn. */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\u2800\ufffc\ufffd]/u;
const pictograph = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|[#*0-9]/u;
/** Scripts in which a joiner decides how the letters beside it are drawn. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]/u;

const emojiStyle = '\ufe0f';
const joiner = '\u200d';
const nonJoiner = '\u200c';

/** Made for the first name: it takes longer to make than a hundred names to cut. */
let graphemes: Intl.Segmenter | null = null;

/** A proposed name as it will be shown; empty when nothing is left of it. */
export function cleanName(raw: string): string {
  const line = raw
    .slice(0, maxRead)
    .normalize('NFC')
    .replaceAll('\r', '')
    .replace(/[\s\u0085]+/gu, ' ');
  const visible = withoutTags(withoutInvisible(line)).replace(/(\p{M}{3})\p{M}+/gu, '$1');
  return cut(visible.replace(/ +/g, ' ').trim()).trim();
}

function withoutTags(text: string): string {
  return text.replace(endTag, '').replace(writtenBracket, '').replace(tagBeginning, '');
}

/** Joiners stay where they make one picture of two, or a word of its letters. */
function withoutInvisible(text: string): string {
  const characters = Array.from(text);
  return characters
    .filter((character, index) => {
      if (!invisible.test(character)) return true;
      const before = characters[index - 1] ?? '';
      const after = characters[index + 1] ?? '';
      if (character === emojiStyle) return pictograph.test(before);
      if (character === joiner && pictograph.test(after)) return before === emojiStyle || pictograph.test(before);
      return (character === joiner || character === nonJoiner) && joining.test(before) && joining.test(after);
    })
    .join('');
}

/** As many whole characters as fit; of one that is too long itself, its beginning. */
function cut(name: string): string {
  let kept = '';
  let length = 0;
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(name)) {
    length += Array.from(segment).length;
    if (length > maxNameLength) return kept === '' ? Array.from(segment).slice(0, maxNameLength).join('') : kept;
    kept += segment;
  }
  return kept;
}
