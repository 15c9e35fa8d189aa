import { useState } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { FileAction } from '../../kit/file-action.tsx';
import { readDataUrl } from '../../kit/read-file.ts';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';

const mostBytes = 2_000_000;

interface PictureProps {
  readonly title: string;
  readonly text: string;
  readonly address: string;
  readonly accept: string;
  /** What went wrong, in a sentence; null when it is there. */
  readonly onChoose: (file: File) => Promise<string | null>;
  /** Brings back the usual one; as above. */
  readonly onDrop?: () => Promise<string | null>;
}

function PictureSection({ title, text, address, accept, onChoose, onDrop }: PictureProps) {
  const { notes, settings } = useStudio();
  const [version, setVersion] = useState(0);
  const change = async (done: Promise<string | null>, said: string): Promise<void> => {
    const fault = await done;
    notes.tell(fault === null ? 'good' : 'bad', fault ?? `${said} Viewers see it when they next load the page.`);
    if (fault !== null) return;
    setVersion(version + 1);
    settings.revision.value += 1;
  };
  const choose = async (file: File): Promise<void> => {
    if (file.size > mostBytes) return notes.tell('bad', `${file.name} is larger than 2 MB. Choose a smaller one.`);
    await change(onChoose(file), `${title} changed.`);
  };
  return (
    <Section title={title} text={text}>
      <div class="look-picture">
        <img src={`${address}?v=${version}`} alt={`${title} as it is`} width="96" height="96" />
        <FileAction accept={accept} busy="Sending it…" onChoose={choose}>
          Choose a picture
        </FileAction>
        {onDrop !== undefined && (
          <Action
            tone="quiet"
            onPress={() => change(onDrop(), `${title}: the usual one again.`)}
            busy="Taking it away…"
          >
            Take the {title.toLowerCase()} away
          </Action>
        )}
      </div>
    </Section>
  );
}

/** The channel's logo and the icon of its page. */
export function Pictures() {
  const { api } = useStudio();
  const setLogo = async (file: File): Promise<string | null> => {
    const value = await readDataUrl(file);
    if (value === null) return 'The file could not be read.';
    return faultOf(await api.call('POST /api/admin/config/logo', { body: { value } }));
  };
  const dropLogo = async () => faultOf(await api.call('POST /api/admin/config/logo', { body: { value: '' } }));
  const setIcon = async (file: File): Promise<string | null> => {
    const form = new FormData();
    form.set('favicon', file);
    return faultOf(await api.send('POST /api/admin/config/favicon', form));
  };
  const dropIcon = async () => faultOf(await api.call('DELETE /api/admin/config/favicon'));
  return (
    <>
      <PictureSection
        title="Logo"
        text="Stands in the bar, beside your name, and in cards elsewhere. Square; SVG, PNG, JPEG, GIF or WebP, up to 2 MB."
        address="/logo"
        accept="image/svg+xml,image/png,image/jpeg,image/gif,image/webp"
        onChoose={setLogo}
        onDrop={dropLogo}
      />
      <PictureSection
        title="Icon"
        text="Stands on the browser’s tab. Without one of its own, the page takes the logo."
        address="/favicon.ico"
        accept="image/svg+xml,image/png,image/x-icon,image/vnd.microsoft.icon,image/gif,image/webp"
        onChoose={setIcon}
        onDrop={dropIcon}
      />
    </>
  );
}
