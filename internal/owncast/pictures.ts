import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkPicture } from '../artwork/check-picture.ts';
import { folderAnyhow, nameEmoji, pathOfEmoji, shortcodeOf } from '../artwork/emoji-name.ts';
import { toStored } from '../artwork/gallery.ts';
import { type Checked, type Picture, pictureLimits, pictureTypes, type PictureUse } from '../artwork/picture.ts';
import type { ImportRow } from '../store/import-writer.ts';
import type { Datastore } from './datastore.ts';
import { readText } from './secret-rules.ts';
import type { Wishes } from './wishes.ts';

/** As many as a channel may have. */
const MAX_EMOJI = 1000;
const MAX_DEPTH = 3;
const EMOJI_FOLDER = '/img/emoji/';
const ending = /\.(?:png|jpe?g|gif|webp|svg)$/i;

export interface FoundPictures {
  readonly rows: readonly ImportRow<'artwork'>[];
  /** Where messages show an emoji that has another address here. */
  readonly emoji: ReadonlyMap<string, string>;
}

interface PictureNeeds {
  /** Owncast's data directory. */
  readonly folder: string;
  readonly datastore: Datastore;
  readonly nowMs: number;
}

/** Reads the channel's logo, icon and emoji, which lie as files beside the database. What is no picture is left behind. */
export function readPictures(needs: PictureNeeds, wishes: Wishes): FoundPictures {
  const rows = (['logo', 'favicon'] as const).flatMap((use) => readSingle(use, needs, wishes));
  const { rows: emojiRows, emoji } = readEmoji(needs, wishes);
  return { rows: [...rows, ...emojiRows], emoji };
}

function readSingle(use: 'logo' | 'favicon', needs: PictureNeeds, wishes: Wishes): readonly ImportRow<'artwork'>[] {
  const name = basename(readText(needs.datastore, `${use}_path`));
  if (name === '') return [];
  const checked = readChecked(use, join(needs.folder, name));
  // What is not there was never changed: Owncast then shows its own.
  if (checked === null) return [];
  if (checked.kind === 'usable')
    return [toRow(use, `${use}.${pictureTypes[checked.value.mediaType]}`, checked.value, needs)];
  wishes.leave(`the ${use === 'logo' ? 'logo' : 'icon'} (${name})`, asReason(checked.reason));
  return [];
}

function readEmoji(needs: PictureNeeds, wishes: Wishes): FoundPictures {
  const rows: ImportRow<'artwork'>[] = [];
  const emoji = new Map<string, string>();
  const files = new Map<string, string>();
  for (const path of listPictures(join(needs.folder, 'emoji'), '', MAX_DEPTH)) {
    const checked = readChecked('emoji', join(needs.folder, 'emoji', path));
    const kept = checked?.kind === 'usable' ? nameAnyhow(path, checked.value) : checked;
    if (kept === null) continue;
    if (kept.kind === 'refused') wishes.leave(`the emoji ${path}`, asReason(kept.reason));
    else if (checked?.kind === 'usable') {
      const { shortcode } = kept.value;
      const file = pathOfEmoji(folderAnyhow(path), kept.value.file);
      const known = files.get(shortcode.toLowerCase());
      if (known === undefined && rows.length < MAX_EMOJI) {
        files.set(shortcode.toLowerCase(), file);
        rows.push(toRow('emoji', file, checked.value, needs));
      } else
        wishes.leave(
          `the emoji ${path}`,
          known === undefined ? `there are ${MAX_EMOJI} already` : 'there is another of that name',
        );
      if (EMOJI_FOLDER + path !== EMOJI_FOLDER + (known ?? file))
        emoji.set(EMOJI_FOLDER + path, EMOJI_FOLDER + (known ?? file));
    }
  }
  return { rows, emoji };
}

/** What a name may not hold becomes an underscore; the picture itself says its ending. */
function nameAnyhow(path: string, picture: Picture): ReturnType<typeof nameEmoji> {
  const stem = shortcodeOf(basename(path)).replaceAll(/[^A-Za-z0-9_+-]/g, '_');
  return nameEmoji(stem.slice(0, 64), picture.mediaType);
}

/** Paths of pictures below a folder, in their order; links are not followed. */
function listPictures(folder: string, prefix: string, depth: number): string[] {
  try {
    const entries = readdirSync(join(folder, prefix), { withFileTypes: true }).toSorted((one, other) =>
      one.name < other.name ? -1 : 1,
    );
    return entries.flatMap((entry) => {
      const path = prefix + entry.name;
      if (entry.isDirectory()) return depth > 1 ? listPictures(folder, `${path}/`, depth - 1) : [];
      return entry.isFile() && ending.test(entry.name) ? [path] : [];
    });
  } catch {
    return [];
  }
}

/** Null when there is no such file. */
function readChecked(use: PictureUse, file: string): Checked<Picture> | null {
  try {
    const status = statSync(file);
    if (!status.isFile()) return null;
    if (status.size > pictureLimits[use].maxBytes) return { kind: 'refused', reason: 'The picture is too large.' };
    return checkPicture(readFileSync(file), pictureLimits[use], null);
  } catch {
    return null;
  }
}

function toRow(kind: PictureUse, name: string, picture: Picture, { nowMs }: PictureNeeds): ImportRow<'artwork'> {
  return { kind, ...toStored(name, picture), updatedWallMs: nowMs };
}

/** A sentence as the end of another. */
function asReason(sentence: string): string {
  return sentence.replace(/\.$/, '').replace(/^The/, 'the');
}
