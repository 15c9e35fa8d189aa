import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { ChoiceField, LineField, TextField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { emptyTexts, type HookTexts, hookWishOf, type Preset, presets } from './hook-form.ts';
import { TryIt } from './try-it.tsx';

type Hook = AnswerOf<'GET /api/admin/notifications'>['hooks'][number];

const presetChoices = Object.entries(presets).map(([value, { label }]) => ({ value, label }));

function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address;
}

function HookRow({ hook, reload }: { readonly hook: Hook; readonly reload: () => Promise<void> }) {
  const { api, notes, questions } = useStudio();
  const { id, name, enabled } = hook;
  const tell = async (fault: string | null, sentence: string): Promise<void> => {
    notes.tell(fault === null ? 'good' : 'bad', fault ?? sentence);
    await reload();
  };
  const toggle = async (): Promise<void> => {
    const reply = await api.call('POST /api/admin/notifications/hooks/change', { body: { id, enabled: !enabled } });
    await tell(faultOf(reply), enabled ? `${name} is told no longer.` : `${name} is told.`);
  };
  const remove = async (): Promise<void> => {
    const text = 'It is told no longer, and what it was set to is forgotten.';
    if (!(await questions.confirm({ title: `Remove ${name}?`, text, label: 'Remove', isDanger: true }))) return;
    const reply = await api.call('POST /api/admin/notifications/hooks/delete', { body: { id } });
    await tell(faultOf(reply), `${name} was removed.`);
  };
  return (
    <li class="series-row">
      <div>
        <b dir="auto">{name}</b> {!enabled && <Badge>Off</Badge>}
        <p class="quiet">{hostOf(hook.url)}</p>
      </div>
      <span class="row-actions">
        <TryIt way="hook" id={id} label="Send a test" />
        <Action isSmall busy="Changing…" onPress={toggle}>
          {enabled ? 'Switch off' : 'Switch on'}
        </Action>
        <Action isSmall tone="danger" label={`Remove ${name}`} onPress={remove}>
          Remove
        </Action>
      </span>
    </li>
  );
}

function NewHook({ reload }: { readonly reload: () => Promise<void> }) {
  const { api, notes } = useStudio();
  const [preset, setPreset] = useState<Preset>('slack');
  const [texts, setTexts] = useState<HookTexts>(emptyTexts);
  const wish = hookWishOf(preset, texts);
  const add = async (): Promise<void> => {
    if (typeof wish === 'string') return;
    const reply = await api.call('POST /api/admin/notifications/hooks/create', { body: wish });
    const fault = faultOf(reply);
    notes.tell(fault === null ? 'good' : 'bad', fault ?? `${wish.name} is told from now on.`);
    if (fault === null) setTexts(emptyTexts);
    await reload();
  };
  const fieldOf = (name: keyof HookTexts) => ({
    value: texts[name],
    onWrite: (text: string) => setTexts((before) => ({ ...before, [name]: text })),
  });
  return (
    <Section title="Add one">
      <ChoiceField
        label="Kind"
        choices={presetChoices}
        value={preset}
        onWrite={(value) => setPreset(value as Preset)}
      />
      <LineField label="Name" help="As it is called in the log." max={80} {...fieldOf('name')} />
      {presets[preset].fields.map(({ name, label, help, example, isSecret, isLong }) => {
        const frame = { label, ...(help !== undefined && { help }), example, ...fieldOf(name) };
        return isLong === true ? (
          <TextField key={name} {...frame} isCode rows={4} />
        ) : (
          <LineField key={name} {...frame} type={isSecret === true ? 'password' : 'text'} />
        );
      })}
      <Action tone="main" busy="Adding…" unless={typeof wish === 'string' && wish} onPress={add}>
        Add
      </Action>
    </Section>
  );
}

/** Chats that are told, and requests of one's own. */
export function Hooks() {
  const { data, fault, reload } = useLoad('GET /api/admin/notifications', {});
  if (data === null) return fault === null ? <Busy words="Reading who is told…" /> : <Fault text={fault} />;
  return (
    <>
      <Section title="Told when you go live">
        {data.hooks.length === 0 ? (
          <Empty
            title="No chat is told yet"
            text="Slack, Telegram, Matrix, ntfy, or whatever takes a request: add it below."
          />
        ) : (
          <ul class="series">
            {data.hooks.map((hook) => (
              <HookRow key={hook.id} hook={hook} reload={reload} />
            ))}
          </ul>
        )}
      </Section>
      <NewHook reload={reload} />
    </>
  );
}
