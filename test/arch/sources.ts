import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const rootDirectory = join(import.meta.dirname, '..', '..');

/** One file of the clone. */
export interface Source {
  /** Relative to the clone. */
  readonly path: string;
  readonly text: string;
}

/** The clone's own TypeScript and its styles, in the order of their paths. */
export function readSources(pattern = '{cmd,internal,web,test}/**/*.{ts,tsx,css,mjs}'): Source[] {
  return globSync([pattern, '*.ts'], { cwd: rootDirectory })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(rootDirectory, path), 'utf8') }));
}

/** What a file imports, as it is written: static, for its effect, for types, and dynamic where the name stands in it. */
export function importsOf({ text }: Source): string[] {
  const forms =
    /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(forms)].map((match) => match[1] ?? match[2] ?? '');
}

/** The package of a bare import, without its subpath; null for a file of the clone or a part of Node. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
