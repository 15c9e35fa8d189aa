import type { JSX } from 'preact';
import { Busy, Fault, Section } from '../kit/blocks.tsx';
import { Action } from '../kit/action.tsx';
import {
  ChoiceField,
  LineField,
  type LineFieldProps,
  ListField,
  NumberField,
  TextField,
  ToggleField,
} from '../kit/fields.tsx';
import { useStudio } from '../studio.ts';
import { parseList } from './json-text.ts';
import type { SettingEntry, SettingsSection } from './setting-entry.ts';
import type { SettingRow } from './settings-desk.ts';
import { WrittenPreview } from './written-preview.tsx';

const effectNotes: Readonly<Record<SettingRow['takesEffect'], string | undefined>> = {
  'at once': undefined,
  'next broadcast': 'Takes effect with the next broadcast.',
  restart: 'Takes effect after a restart of the server.',
};

/** When a change of the setting takes effect, or why it cannot be made here; undefined where it simply holds at once. */
export function effectOf(row: SettingRow): string | undefined {
  if (row.isStartOnly) return `Given at the start of the server, with --${row.name}.`;
  if (row.source === 'flag') return `Given at the start with --${row.name}, which holds whatever is saved here.`;
  if (row.source === 'environment') return 'Given by the environment, which holds whatever is saved here.';
  return effectNotes[row.takesEffect];
}

/** One setting of the server's table as a field, by the kind that the server names. */
export function Setting({ entry }: { readonly entry: SettingEntry }) {
  const { settings } = useStudio();
  const row = settings.rows.value?.get(entry.name);
  if (row === undefined) return null;
  const frame = {
    id: `setting-${entry.name}`,
    label: entry.label,
    help: entry.help ?? row.help,
    effect: effectOf(row),
    fault: settings.faults.value.get(entry.name),
  };
  const value = settings.text(entry.name);
  const onWrite = (text: string): void => settings.write(entry.name, text);
  if (row.isStartOnly) return <LineField {...frame} value={row.value ?? ''} onWrite={onWrite} isDisabled />;
  return draw({ entry, row, frame, value, onWrite });
}

function draw(needs: {
  readonly entry: SettingEntry;
  readonly row: SettingRow;
  readonly frame: { readonly label: string; readonly help: string };
  readonly value: string;
  readonly onWrite: (text: string) => void;
}): JSX.Element {
  const { entry, row, frame, value, onWrite } = needs;
  const { form } = row;
  const written = { ...frame, value, onWrite };
  switch (form.kind) {
    case 'toggle':
      return <ToggleField {...frame} value={value === 'on'} onWrite={(isOn) => onWrite(isOn ? 'on' : 'off')} />;
    case 'number':
      return <NumberField {...written} min={form.min} max={form.max} unit={entry.unit} word={form.word} />;
    case 'choice': {
      const choices = form.choices.map((choice) => ({ value: choice, label: entry.words?.[choice] ?? choice }));
      return <ChoiceField {...written} choices={choices} />;
    }
    case 'text':
      return (
        <>
          <TextField
            {...written}
            max={form.max}
            isCode={entry.as === 'code'}
            rows={entry.as === undefined ? 5 : 10}
            example={entry.example}
          />
          {entry.as === 'markdown' && value.trim() !== '' && <WrittenPreview markdown={value} />}
        </>
      );
    case 'list':
      return (
        <ListField
          {...frame}
          value={parseList(value)}
          onWrite={(words) => onWrite(JSON.stringify(words))}
          example={entry.example}
        />
      );
    case 'json':
      return <TextField {...written} isCode example={entry.example} />;
    case 'line': {
      const field = { ...written, max: form.max, example: entry.example };
      return row.value === null ? <SecretField row={row} field={field} /> : <LineField {...field} />;
    }
  }
}

/** A secret is never shown: it is replaced by what is typed, and one that is kept can be taken away. */
function SecretField({ row, field }: { readonly row: SettingRow; readonly field: LineFieldProps }) {
  const { settings } = useStudio();
  const { name, isSet, source } = row;
  const draft = settings.drafts.value.get(name);
  const isGoing = draft === '';
  const kept = isGoing ? 'Taken away once it is saved' : isSet ? 'Kept; type to replace it' : undefined;
  const isOffered = isSet && source === 'database' && (draft === undefined || isGoing);
  return (
    <>
      <LineField {...field} example={kept ?? field.example} type="password" />
      {isOffered && (
        <div>
          <Action
            isSmall
            tone="quiet"
            label={`${isGoing ? 'Keep it' : 'Take it away'}: ${field.label}`}
            onPress={() => (isGoing ? settings.write(name, '') : settings.empty(name))}
          >
            {isGoing ? 'Keep it' : 'Take it away'}
          </Action>
        </div>
      )}
    </>
  );
}

/** Settings under their headings; those that a page draws in its own way are left to it. */
export function SettingsForm({ sections }: { readonly sections: readonly SettingsSection[] }) {
  const { settings } = useStudio();
  if (settings.rows.value === null) {
    if (settings.fault.value === null) return <Busy words="Reading the settings…" />;
    return (
      <Fault text={settings.fault.value}>
        <Action onPress={() => settings.load()} busy="Trying…">
          Try again
        </Action>
      </Fault>
    );
  }
  return (
    <>
      {sections.map(({ title, text, entries }) => {
        const shown = entries.filter(({ isOwn }) => isOwn !== true);
        return (
          shown.length > 0 && (
            <Section key={title} title={title} text={text}>
              {shown.map((entry) => (
                <Setting key={entry.name} entry={entry} />
              ))}
            </Section>
          )
        );
      })}
    </>
  );
}
