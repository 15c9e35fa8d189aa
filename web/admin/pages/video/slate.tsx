import { Action } from '../../kit/action.tsx';
import { Busy, Fault, Section } from '../../kit/blocks.tsx';
import { FileAction } from '../../kit/file-action.tsx';
import { useLoad } from '../../kit/load.ts';
import { Setting } from '../../settings/setting.tsx';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';
import { slateEntry } from './settings.ts';

const artWords = {
  'built-in': 'It is the built-in one: the logo and the name of the channel.',
  picture: 'It is a picture of yours.',
  video: 'It is a video of yours, shown again and again.',
} as const;

const stateWords = {
  off: null,
  awaited: 'It is being made for the broadcast on air…',
  ready: 'It is ready for the broadcast on air.',
  'on-air': 'Viewers see it now.',
  replacing: 'It is being made. Until then viewers see the one before.',
  failed: null,
} as const;

const periodMs = 3000;
/** As much as the server takes. */
const mostBytes = 64 * 2 ** 20;

function faultWords(state: keyof typeof stateWords | null, reason: string): string {
  return state === 'failed'
    ? `It cannot be made, so viewers wait without it. ${reason}`
    : `Yours cannot be made, so the built-in one stands in. ${reason}`;
}

/** What viewers see while the encoder is away. */
export function Slate() {
  const { api, notes } = useStudio();
  const { data, fault, reload } = useLoad('GET /api/admin/slate', {}, { everyMs: periodMs });
  if (data === null) return fault === null ? <Busy words="Asking for the slate…" /> : <Fault text={fault} />;
  const send = async (file: File): Promise<void> => {
    if (file.size > mostBytes) {
      notes.tell(
        'bad',
        `It has ${Math.ceil(file.size / 2 ** 20)} MB, and at most 64 MB are taken: send a shorter or smaller one.`,
      );
      return;
    }
    const form = new FormData();
    form.set('slate', file);
    const reply = await api.send('POST /api/admin/slate', form);
    notes.tell(reply.kind === 'answered' ? 'good' : 'bad', faultOf(reply) ?? 'The slate is yours from now on.');
    await reload();
  };
  const remove = async (): Promise<void> => {
    const reply = await api.call('DELETE /api/admin/slate');
    notes.tell(reply.kind === 'answered' ? 'good' : 'bad', faultOf(reply) ?? 'The slate is the built-in one again.');
    await reload();
  };
  // Of one that stands in for yours the fault below tells.
  const words = data.isOn && data.state !== null && data.reason === null ? stateWords[data.state] : null;
  return (
    <Section title="While the encoder is away" text={artWords[data.art]}>
      {words !== null && <p role="status">{words}</p>}
      {data.reason !== null && <Fault text={faultWords(data.state, data.reason)} />}
      <Setting entry={slateEntry} />
      <div class="page-actions">
        <FileAction accept="image/png,image/jpeg,image/webp,image/gif,video/*" busy="Sending it…" onChoose={send}>
          Choose a picture or a video
        </FileAction>
        {data.art !== 'built-in' && (
          <Action onPress={remove} busy="Taking it away…">
            Back to the built-in one
          </Action>
        )}
      </div>
    </Section>
  );
}
