// Brings the pages of `docs/` that follow from the source up to date: node cmd/write-docs.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './docs.ts';

for (const { path, render } of generatedPages) {
  const file = join(import.meta.dirname, '..', path);
  writeFileSync(file, render(existsSync(file) ? readFileSync(file, 'utf8') : ''));
}
