import unhomoglyph from 'unhomoglyph';

/** Far more than any name has. */
const maxRead = 200;

/** Letters that Unicode does not call confusable, though nobody tells them apart in a name. */
const likenesses: Readonly<Record<string, string>> = {
  ...alphabet('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ\0ʏᴢ'),
  ...alphabet(letters(0x1f130)),
  ...alphabet(letters(0x1f150)),
  ...alphabet(letters(0x1f170)),
  ...alphabet(letters(0x1f1e6)),
  ʍ: 'rn',
  ß: 'b',
  '@': 'a',
  $: 's',
  '€': 'e',
};

/** What two names share when people would take one for the other: no letter's case, accent, script or separator tells them apart. */
export function nameKey(name: string): string {
  const bare = name
    .slice(0, maxRead)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu, '');
  // Once in each case: a capital I looks like an l, a small one does not.
  const skeleton = unhomoglyph(likenessOf(unhomoglyph(likenessOf(bare)).toLowerCase()).normalize('NFKD'));
  const key = skeleton.toLowerCase().replace(/i/g, 'l').replace(/vv/g, 'w');
  const joined = key.replace(/[^\p{L}\p{N}\p{M}\p{So}\p{Emoji_Presentation}]/gu, '');
  return joined === '' ? key : joined;
}

/** Whether people would take one name for the other. */
export function sameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

function likenessOf(text: string): string {
  return Array.from(text, (character) => likenesses[character] ?? character).join('');
}

/** The 26 that begin at a code point. */
function letters(first: number): string {
  return Array.from({ length: 26 }, (_, index) => String.fromCodePoint(first + index)).join('');
}

function alphabet(likeLetters: string): Record<string, string> {
  const pairs = Array.from(likeLetters, (like, index) => [like, String.fromCodePoint(0x61 + index)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
