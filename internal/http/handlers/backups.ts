import { AerialError } from '../../platform/errors.ts';
import type { backupEndpoints } from '../contract/backups.ts';
import { type Handlers, RawReply } from '../contract/endpoint.ts';
import { toTime } from '../times.ts';

export interface BackupNeeds {
  readonly backups: {
    /** The newest first. */
    list(): readonly { readonly name: string; readonly madeWallMs: number; readonly bytes: number }[];
    make(): Promise<string>;
    /** Null where there is none of that name. */
    read(name: string): Promise<Buffer | null>;
    restore(copy: { readonly name: string } | { readonly bytes: Buffer }): Promise<void>;
  };
  readonly readIsOnAir: () => boolean;
}

/** Copies of the database, made, fetched and put back. */
export function backupHandlers({ backups, readIsOnAir }: BackupNeeds): Handlers<typeof backupEndpoints> {
  const restore = async (copy: { readonly name: string } | { readonly bytes: Buffer }) => {
    // Pouring a large database takes a moment in which no part would go out.
    if (readIsOnAir())
      throw new AerialError('CONFLICT', {
        message: 'Somebody is on air.',
        hint: 'End the broadcast first: putting a copy back would make the picture stand still.',
      });
    await backups.restore(copy);
    return {
      success: true,
      message:
        'The station is as it was when the copy was made. Sign in again; settings that need a restart hold after that.',
    };
  };
  return {
    listBackups: () =>
      backups.list().map(({ name, madeWallMs, bytes }) => ({ name, madeAt: toTime(madeWallMs), bytes })),
    makeBackup: async () => {
      await backups.make();
      return { success: true, message: 'A copy was made.' };
    },
    getBackup: async ({ params: { name } }) => {
      const body = await backups.read(name);
      if (body === null) throw noSuchCopy();
      return new RawReply({
        headers: {
          'content-type': 'application/vnd.sqlite3',
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
        },
        body,
      });
    },
    restoreBackup: ({ params: { name } }) => {
      if (!backups.list().some((one) => one.name === name)) throw noSuchCopy();
      return restore({ name });
    },
    restoreUpload: ({ body }) => restore({ bytes: body }),
  };
}

function noSuchCopy(): AerialError {
  return new AerialError('NOT_FOUND', {
    message: 'There is no copy of that name.',
    hint: 'GET /api/admin/backups lists those that there are.',
  });
}
