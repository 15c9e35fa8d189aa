import { type Checked, type PictureType, pictureTypes } from './picture.ts';

/** What a message writes between colons, and the file that it stands for. */
export interface EmojiName {
  readonly shortcode: string;
  /** With its extension, as the address carries it. */
  readonly file: string;
}

const NAME = /^([A-Za-z0-9_+-]{1,64})(?:\.([A-Za-z]{1,5}))?$/;
/** Of a folder: as an address carries it without escapes. */
const FOLDER = /^[A-Za-z0-9_+-]{1,40}$/;
const jpegEndings: ReadonlySet<string> = new Set(['jpg', 'jpeg']);

/** Makes a file name of what somebody called an emoji: letters, digits, `_`, `+` and `-`, and no folders before it. */
export function nameEmoji(given: string, mediaType: PictureType): Checked<EmojiName> {
  const match = NAME.exec(given);
  if (match?.[1] === undefined) {
    return { kind: 'refused', reason: 'The name of an emoji is made of the letters a to z, digits, _, + and -.' };
  }
  const ending = pictureTypes[mediaType];
  const claimed = match[2]?.toLowerCase() ?? ending;
  if (claimed !== ending && !(mediaType === 'image/jpeg' && jpegEndings.has(claimed))) {
    return { kind: 'refused', reason: `The name ends in .${claimed}, but the picture is ${mediaType}.` };
  }
  return { kind: 'usable', value: { shortcode: match[1], file: `${match[1]}.${ending}` } };
}

/** Judges the name of a folder of emoji; empty is none. */
export function judgeFolder(given: string): Checked<string> {
  if (given === '' || FOLDER.test(given)) return { kind: 'usable', value: given };
  return { kind: 'refused', reason: 'The name of a folder is made of up to 40 letters a to z, digits, _, + and -.' };
}

/** The folder of a path, as a name that a folder may have: what lies deeper is put in one of both names. */
export function folderAnyhow(path: string): string {
  const folder = path.split('/').slice(0, -1).join('-');
  return folder.replaceAll(/[^A-Za-z0-9_+-]/g, '_').slice(0, 40);
}

/** Where an emoji is kept: its folder, empty for none, before its file. */
export function pathOfEmoji(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}

/** The last component of a path, whichever way its slashes lean. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** What stands before the extension, whatever the folder. */
export function shortcodeOf(path: string): string {
  const file = baseName(path);
  const dot = file.lastIndexOf('.');
  return dot < 0 ? file : file.slice(0, dot);
}
