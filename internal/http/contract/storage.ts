import { s3Words } from '../../config/s3-setting.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { timeOrNull } from './shapes.ts';

const group = 'Storage';
const count = z.number().int().min(0);
const words = z.string().nullable();

/** The copy of the live window in the data directory. */
const disk = z.object({
  /** `off` by the setting `store-segments`; `full` and `failing` while the broadcast goes on from memory. */
  state: z.enum(['off', 'well', 'full', 'failing']),
  /** What is wrong and what to do about it; null while all is well. */
  trouble: words,
  waitingBytes: count,
  /** Files that could not be stored in time, since the start. */
  missedCount: count,
});

/** The copy of the live window in an S3 bucket. */
const bucket = z.object({
  /** `behind` while it is too slow for the picture; `recovering` while it gets what it missed as it failed. */
  state: z.enum(['off', 'well', 'behind', 'failing', 'recovering']),
  /** What is wrong and what to do about it, or how it gets well again; null while all is well. */
  trouble: words,
  /** Since when it fails, or recovers. */
  since: timeOrNull,
  /** Whether a secret is stored; it is never shown. */
  hasSecret: z.boolean(),
  /** Objects of the live window that are there, and that are not yet. */
  storedCount: count,
  waitingCount: count,
  waitingBytes: count,
  /** Objects that left the live window before they could be stored, since the start. */
  missedCount: count,
  /** What an upload takes, on the average of the latest. */
  uploadMs: z.number().nullable(),
  /** Whether viewers get whole segments there at this moment; why they do not although they should. */
  servesViewers: z.boolean(),
  servingTrouble: words,
  /** Playlist for players that read in the bucket alone. */
  playlistUrl: words,
  /** Objects of this station that lie in the bucket, and in buckets that were set before. */
  objectCount: count,
  objectsElsewhere: count,
});

const testStep = z.object({
  step: z.enum(['write', 'read', 'clock', 'remove']),
  ok: z.boolean(),
  sentence: z.string(),
});

/** Where the live window is kept besides memory, and how that goes. */
export const storageEndpoints = defineEndpoints({
  getStorage: {
    method: 'GET',
    path: '/api/admin/storage',
    access: 'admin',
    summary: 'How the copies of the live window do: on the disk, and in the S3 bucket.',
    group,
    answer: { kind: 'json', schema: z.object({ disk, bucket }).meta({ id: 'Storage' }) },
  },
  testStorage: {
    method: 'POST',
    path: '/api/admin/storage/test',
    access: 'admin',
    summary:
      'Writes a small object into a bucket, reads it as a viewer would, removes it, and says in words what went wrong. ' +
      'Without `value` it tries the bucket that is set; an empty secret stands for the one that is stored.',
    group,
    body: z.object({ value: s3Words.optional() }),
    answer: {
      kind: 'json',
      schema: z
        .object({ success: z.boolean(), message: z.string(), steps: z.array(testStep) })
        .meta({ id: 'StorageTest' }),
    },
  },
});
