import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Busy, Fault, PageHead } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { SettingsForm } from '../../settings/setting.tsx';
import { Bucket } from './bucket.tsx';
import { storageSections } from './settings.ts';
import { StorageState } from './storage-state.tsx';

export type Storage = AnswerOf<'GET /api/admin/storage'>;

const periodMs = 5000;

/** Where the stream is kept besides memory, and how that goes. */
export function Page() {
  const { data, fault } = useLoad('GET /api/admin/storage', {}, { everyMs: periodMs });
  return (
    <>
      <PageHead
        title="Storage"
        text="Where the stream is kept besides memory. Whatever becomes of it, the broadcast goes on."
      />
      {fault !== null && <Fault text={fault} />}
      {data === null ? (
        fault === null && <Busy words="Asking how the storage does…" />
      ) : (
        <StorageState storage={data} />
      )}
      <Bucket hasSecret={data?.bucket.hasSecret ?? false} />
      <SettingsForm sections={storageSections} />
    </>
  );
}
