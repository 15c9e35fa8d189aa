import { useRef, useState } from 'preact/hooks';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { readDataUrl } from '../../kit/read-file.ts';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { byFolder, type Emoji as One, fileOf } from './emoji-shelf.ts';

/** The channel's own emoji. */
export function Emoji() {
  const { data, fault, reload } = useLoad('GET /api/emoji', {});
  const shelf = byFolder(data ?? []);
  return (
    <>
      <Upload folders={shelf.map(([folder]) => folder).filter((folder) => folder !== '')} onDone={reload} />
      {fault !== null && <Fault text={fault} />}
      {data === null && fault === null && <Busy words="Reading the emoji…" />}
      {data?.length === 0 && (
        <Section title="Your emoji">
          <Empty title="There are none yet" text="Those of every keyboard are in the picker anyway." />
        </Section>
      )}
      {shelf.map(([folder, emoji]) => (
        <Shelf key={folder} folder={folder} emoji={emoji} onDone={reload} />
      ))}
    </>
  );
}

function Upload({ folders, onDone }: { readonly folders: readonly string[]; readonly onDone: () => Promise<void> }) {
  const { api, notes } = useStudio();
  const field = useRef<HTMLInputElement>(null);
  const [folder, setFolder] = useState('');
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const [progress, setProgress] = useState<number | null>(null);
  const upload = async (files: readonly File[]): Promise<void> => {
    const refused: string[] = [];
    for (const [index, file] of files.entries()) {
      setProgress(index / files.length);
      const data = await readDataUrl(file);
      const body = { name: file.name, data: data ?? '', folder };
      const fault =
        data === null ? 'It cannot be read.' : faultOf(await api.call('POST /api/admin/emoji/upload', { body }));
      if (fault !== null) refused.push(`${file.name}: ${fault}`);
    }
    setProgress(null);
    setRefusals(refused);
    const count = files.length - refused.length;
    if (count > 0)
      notes.tell('good', `${count === 1 ? 'One emoji is' : `${count} emoji are`} in the picker from now on.`);
    await onDone();
  };
  return (
    <Section
      title="Add emoji"
      text="PNG, GIF, JPEG, WebP or SVG. The name of the file is what people type: cat.png is :cat:."
    >
      <LineField
        label="Folder"
        help={folders.length === 0 ? 'May stay empty.' : `May stay empty. There are: ${folders.join(', ')}.`}
        value={folder}
        max={40}
        onWrite={setFolder}
      />
      {refusals.map((words) => (
        <Fault key={words} text={words} />
      ))}
      {progress !== null && <Busy words="Uploading…" share={progress} />}
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label="Pictures of emoji"
        accept="image/png,image/gif,image/jpeg,image/webp,image/svg+xml"
        onChange={(event) => {
          void upload([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <div class="entry-actions">
        <Action tone="main" onPress={() => field.current?.click()}>
          Choose pictures
        </Action>
      </div>
    </Section>
  );
}

interface ShelfProps {
  readonly folder: string;
  readonly emoji: readonly One[];
  readonly onDone: () => Promise<void>;
}

function Shelf({ folder, emoji, onDone }: ShelfProps) {
  const act = useAct();
  const { questions } = useStudio();
  const removeFolder = async (): Promise<void> => {
    const agreed = await questions.confirm({
      title: `Remove the folder ${folder}?`,
      text: `Its ${emoji.length} emoji go with it. Messages show their names instead.`,
      label: 'Remove',
      isDanger: true,
    });
    const body = { name: folder };
    if (agreed && (await act('POST /api/admin/emoji/folders/delete', { body }, `The folder ${folder} is removed.`)))
      await onDone();
  };
  const remove = async (one: One): Promise<void> => {
    const body = { name: fileOf(one) };
    if (await act('POST /api/admin/emoji/delete', { body }, `:${one.name}: is removed.`)) await onDone();
  };
  return (
    <Section
      title={folder === '' ? 'Without a folder' : folder}
      actions={
        folder !== '' && (
          <Action isSmall tone="danger" onPress={removeFolder} label={`Remove the folder ${folder}`}>
            Remove the folder
          </Action>
        )
      }
    >
      <ul class="emoji-shelf">
        {emoji.map((one) => (
          <li key={one.url}>
            <img src={one.url} alt="" width={40} height={40} loading="lazy" />
            <code>:{one.name}:</code>
            <Action isSmall tone="quiet" onPress={() => remove(one)} label={`Remove ${one.name}`}>
              Remove
            </Action>
          </li>
        ))}
      </ul>
    </Section>
  );
}
