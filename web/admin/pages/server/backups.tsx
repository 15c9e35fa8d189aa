import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { FileAction } from '../../kit/file-action.tsx';
import { useLoad } from '../../kit/load.ts';
import { Table } from '../../kit/table.tsx';
import { writeTime } from '../../kit/times.ts';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';

type Backup = AnswerOf<'GET /api/admin/backups'>[number];

const warning =
  'Settings, people, messages and keys become what they were. What is now is copied first, so that you can come back. Everybody has to sign in again, you as well.';

function sizeOf(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;
}

/** What is done with a copy, and the questions before it. */
function useRestore(reload: () => Promise<void>) {
  const { api, notes, questions } = useStudio();
  const [busyWith, setBusyWith] = useState<string | null>(null);
  const restore = async (what: string, run: () => Promise<string | null>): Promise<void> => {
    const agreed = await questions.confirm({
      title: `Go back to ${what}?`,
      text: warning,
      label: 'Put it back',
      isDanger: true,
    });
    if (!agreed) return;
    setBusyWith(what);
    const fault = await run();
    setBusyWith(null);
    if (fault !== null) return notes.tell('bad', fault);
    notes.tell('good', 'The copy is in place. Sign in again.');
    await reload();
    await api.readSession();
  };
  return {
    busyWith,
    restoreNamed: ({ name, madeAt }: Backup) =>
      restore(`the copy of ${writeTime(madeAt, 'exactMoment')}`, async () =>
        faultOf(await api.call('POST /api/admin/backups/{name}/restore', { params: { name } })),
      ),
    restoreFile: (file: File) =>
      restore(file.name, async () => faultOf(await api.send('POST /api/admin/backups/restore', file))),
  };
}

const oneAtATime = 'One is being put back.';

function BackupTable(props: {
  readonly backups: readonly Backup[];
  readonly isBusy: boolean;
  readonly onRestore: (backup: Backup) => Promise<void>;
}) {
  return (
    <Table<Backup>
      caption="Copies of the database"
      rows={props.backups}
      keyOf={({ name }) => name}
      columns={[
        { title: 'Made', cell: ({ madeAt }) => writeTime(madeAt, 'exactMoment') },
        { title: 'Size', isFigure: true, cell: ({ bytes }) => sizeOf(bytes) },
        {
          title: 'Actions',
          cell: (backup) => (
            <span class="page-actions">
              <a
                class="action action-small"
                href={`/api/admin/backups/${encodeURIComponent(backup.name)}`}
                download={backup.name}
              >
                Fetch
              </a>
              <Action isSmall onPress={() => props.onRestore(backup)} unless={props.isBusy && oneAtATime}>
                Put back
              </Action>
            </span>
          ),
        },
      ]}
    />
  );
}

/** Copies of the database: made, fetched, and put back. */
export function Backups() {
  const { api, notes } = useStudio();
  const { data, fault, reload } = useLoad('GET /api/admin/backups', {});
  const { busyWith, restoreNamed, restoreFile } = useRestore(reload);
  const make = async (): Promise<void> => {
    const reply = await api.call('POST /api/admin/backups');
    notes.tell(
      reply.kind === 'answered' ? 'good' : 'bad',
      faultOf(reply) ?? 'A copy was made. Fetch it, to keep it on another machine.',
    );
    await reload();
  };
  if (data === null) return fault === null ? <Busy words="Reading the list of copies…" /> : <Fault text={fault} />;
  return (
    <Section
      title="Copies of the database"
      text="Everything but pictures and segments: settings, keys, people, messages. Whoever has one has your keys; keep it well."
      actions={
        <Action isSmall onPress={make} busy="Making a copy…">
          Make a copy
        </Action>
      }
    >
      {busyWith !== null && <Busy words={`Checking and putting back ${busyWith}…`} />}
      {data.length === 0 ? (
        <Empty title="No copy yet" text="The first comes by itself within the hours set below." />
      ) : (
        <BackupTable backups={data} isBusy={busyWith !== null} onRestore={restoreNamed} />
      )}
      <div>
        <FileAction accept=".db" busy="Sending it…" unless={busyWith !== null && oneAtATime} onChoose={restoreFile}>
          Put back a file from this device
        </FileAction>
      </div>
    </Section>
  );
}
