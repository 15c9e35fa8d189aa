import { useEffect } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Busy, Fault, Section } from '../../kit/blocks.tsx';
import { Secret } from '../../kit/copy.tsx';
import { Field } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { ServerAddress } from './server-address.tsx';

interface Key {
  readonly key: string;
  readonly comment: string;
}

const changeKey = 'stream-keys';
const keyBytes = 24;
const mostKeys = 100;

/** A key that nobody guesses, of letters and digits that no encoder trips over. */
function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join('');
}

function KeyRow(props: {
  readonly entry: Key;
  readonly isLast: boolean;
  readonly onComment: (comment: string) => void;
  readonly onRemove: () => void;
}) {
  const { entry } = props;
  return (
    <li class="key-row">
      <Field label="What it is for">
        {(ids) => (
          <input
            {...ids}
            type="text"
            dir="auto"
            maxLength={200}
            value={entry.comment}
            placeholder="Such as: the desk, or a guest’s name"
            onInput={(event) => props.onComment(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="key-secret">
        <Secret text={entry.key} what="stream key" />
        <Action
          isSmall
          tone="quiet"
          label={`Remove the key ${entry.comment}`}
          unless={props.isLast && 'One key has to stay, or nobody could go on air.'}
          onPress={props.onRemove}
        >
          Remove
        </Action>
      </div>
    </li>
  );
}

/** Keys that encoders come in with. */
export function Keys() {
  const { api, settings } = useStudio();
  const { data, fault } = useLoad('GET /api/admin/serverconfig', {});
  useEffect(() => settings.noteRead(changeKey), [data]);
  if (data === null) return fault === null ? <Busy words="Reading the stream keys…" /> : <Fault text={fault} />;
  const keys = (settings.draftOf(changeKey) as readonly Key[] | undefined) ?? data.streamKeys;
  const change = (next: readonly Key[]): void =>
    settings.propose(changeKey, {
      label: 'Stream keys',
      draft: next,
      save: () => api.call('POST /api/admin/config/streamkeys', { body: { value: [...next] } }),
    });
  return (
    <Section
      title="Stream keys"
      text="Whoever has one of these can go on air. Give each person a key of their own, to take it back without troubling the others."
      actions={
        <Action
          isSmall
          unless={keys.length >= mostKeys && `At most ${mostKeys}.`}
          onPress={() => change([...keys, { key: makeKey(), comment: '' }])}
        >
          Make a key
        </Action>
      }
    >
      <p>
        The server’s address for OBS and other encoders: <ServerAddress port={data.rtmpServerPort} />
      </p>
      <ul class="keys">
        {keys.map((entry) => (
          <KeyRow
            key={entry.key}
            entry={entry}
            isLast={keys.length === 1}
            onComment={(comment) => change(keys.map((one) => (one === entry ? { ...one, comment } : one)))}
            onRemove={() => change(keys.filter((one) => one !== entry))}
          />
        ))}
      </ul>
      {keys.length === 0 && <p class="quiet">There is no key yet: nobody can go on air with one of their own.</p>}
    </Section>
  );
}
