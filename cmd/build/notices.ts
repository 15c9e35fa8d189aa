import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What `package.json` of somebody else's package says about itself. */
interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

const introduction = `Aerial's executable holds the work of others. Each is listed here with the terms it came under.
This file is made by \`npm run build\` from what the build puts into the executable.
`;

/** Works that packages hold, and tell of in their sources alone. */
const within: Readonly<Record<string, string>> = {
  obscenity:
    'Its words are those of cuss, Copyright (c) 2016 Titus Wormer <tituswormer@gmail.com>, its look-alikes those of confusables,\nCopyright (c) 2019 https://github.com/gc/, both under the same terms (MIT).',
  unhomoglyph:
    'Its table is made of confusables.txt, Copyright (c) Unicode, Inc., under the Unicode License: its text stands below, among what\nNode.js holds (ICU).',
};

/** The text of THIRD-PARTY-NOTICES for those npm packages, and for Node and SQLite, which travel inside too. */
export async function renderNotices(needs: { rootDirectory: string; packages: readonly string[] }): Promise<string> {
  const modules = join(needs.rootDirectory, 'node_modules');
  const notices: Notice[] = [];
  for (const name of [...new Set(needs.packages)].toSorted()) notices.push(await readNotice(join(modules, name)));
  notices.push({ ...(await readNotice(join(modules, `node-linux-${process.arch}`))), name: 'Node.js' });
  notices.push({
    name: 'SQLite',
    version: 'as bundled by better-sqlite3',
    licence: 'public domain',
    text: 'The author disclaims copyright to this source code (https://sqlite.org/copyright.html).',
  });
  return [introduction, ...notices.map(renderNotice)].join('\n');
}

async function readNotice(folder: string): Promise<Notice> {
  const description = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = (await readdir(folder)).toSorted().find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  const text =
    file === undefined ? 'The package carries no text of its licence.' : await readFile(join(folder, file), 'utf8');
  return {
    name: description.name,
    version: description.version,
    licence: description.license ?? 'see below',
    text: [text.trim(), within[description.name] ?? ''].join('\n\n'),
  };
}

function renderNotice(notice: Notice): string {
  const title = `${notice.name} ${notice.version} (${notice.licence})`;
  const text = notice.text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
  return `${'='.repeat(100)}\n${title}\n${'='.repeat(100)}\n\n${text}\n`;
}
