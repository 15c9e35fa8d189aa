import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, time } from './shapes.ts';

const group = 'Backups';
const answer = { kind: 'json', schema: done } as const;
const params = z.object({ name: z.string().max(100) });
/** A database of many years of chat. */
const maxUploadBytes = 256 * 1024 * 1024;

const backup = z
  .object({
    /** Of its file. */
    name: z.string(),
    madeAt: time,
    bytes: z.number().int().min(0),
  })
  .meta({ id: 'Backup' });

/** Copies of the database. */
export const backupEndpoints = defineEndpoints({
  listBackups: {
    method: 'GET',
    path: '/api/admin/backups',
    access: 'admin',
    summary: 'The copies of the database that there are, the newest first.',
    group,
    answer: { kind: 'json', schema: z.array(backup) },
  },
  makeBackup: {
    method: 'POST',
    path: '/api/admin/backups',
    access: 'admin',
    summary: 'Makes a copy of the database, and drops the oldest where there are too many.',
    group,
    answer,
  },
  getBackup: {
    method: 'GET',
    path: '/api/admin/backups/{name}',
    access: 'admin',
    summary: 'A copy of the database, as a file. Stream keys, tokens and what people wrote are in it.',
    group,
    params,
    answer: { kind: 'raw', mediaType: 'application/vnd.sqlite3' },
  },
  restoreBackup: {
    method: 'POST',
    path: '/api/admin/backups/{name}/restore',
    access: 'admin',
    summary:
      'Puts a copy back, while nobody is on air. What is now is copied first; everybody has to sign in to the studio again.',
    group,
    params,
    answer,
  },
  restoreUpload: {
    method: 'POST',
    path: '/api/admin/backups/restore',
    access: 'admin',
    summary: 'Puts a copy back that is sent as the body, at most 256 MB, under the same conditions.',
    group,
    bodyMediaType: 'application/vnd.sqlite3',
    maxBodyBytes: maxUploadBytes,
    answer,
  },
});
