import { useState } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Busy, Section } from '../../kit/blocks.tsx';
import { Field, LineField } from '../../kit/fields.tsx';
import { parseObject } from '../../settings/json-text.ts';
import { useStudio } from '../../studio.ts';
import { furtherVariables, hexOf, lookGroups, type LookVariable } from './variables.ts';

const setting = 'appearance';

interface VariableProps {
  readonly variable: LookVariable;
  readonly value: string;
  readonly onWrite: (value: string) => void;
}

function Variable({ variable, value, onWrite }: VariableProps) {
  const { label, kind, example } = variable;
  return (
    <Field label={label}>
      {(ids) => (
        <span class="look-value">
          {kind === 'color' && (
            <input
              type="color"
              aria-label={`${label}: choose a colour`}
              value={hexOf(value) ?? hexOf(example) ?? '#000000'}
              onInput={(event) => onWrite(event.currentTarget.value)}
            />
          )}
          <input
            {...ids}
            type="text"
            value={value}
            maxLength={200}
            placeholder="As designed"
            onInput={(event) => onWrite(event.currentTarget.value)}
          />
          {value !== '' && (
            <Action isSmall tone="quiet" label={`${label}: as designed`} onPress={() => onWrite('')}>
              Reset
            </Action>
          )}
        </span>
      )}
    </Field>
  );
}

/** A variable of a name that the page does not know: for styles and scripts of one's own. */
function AddVariable({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const [name, setName] = useState('');
  const clean = name.trim().replace(/^--/, '');
  return (
    <div class="look-add">
      <LineField
        label="Another variable"
        help="For styles of your own; Owncast’s other names are kept as well."
        value={name}
        max={80}
        example="theme-color-users-0"
        onWrite={setName}
      />
      <Action
        isSmall
        unless={!/^[a-z0-9-]{1,80}$/i.test(clean) && 'A name is of letters, digits and hyphens.'}
        onPress={() => {
          onAdd(clean);
          setName('');
        }}
      >
        Add it
      </Action>
    </div>
  );
}

/** Colours, corners and fonts: one setting, a field for each variable of it. */
export function Colors() {
  const { settings } = useStudio();
  if (settings.rows.value === null) return <Busy words="Reading the look…" />;
  const appearance = parseObject(settings.text(setting));
  const valueOf = (name: string): string => (typeof appearance[name] === 'string' ? appearance[name] : '');
  const put = (next: Readonly<Record<string, unknown>>): void => settings.write(setting, JSON.stringify(next));
  const write = (name: string, value: string, keepsEmpty = false): void => {
    const { [name]: _, ...others } = appearance;
    put(value === '' && !keepsEmpty ? others : { ...appearance, [name]: value });
  };
  const further = furtherVariables(appearance);
  const fault = settings.faults.value.get(setting);
  return (
    <>
      {fault !== undefined && (
        <p class="field-fault" role="alert">
          {fault}
        </p>
      )}
      {lookGroups.map(({ title, variables }) => (
        <Section key={title} title={title}>
          {variables.map((variable) => (
            <Variable
              key={variable.name}
              variable={variable}
              value={valueOf(variable.name)}
              onWrite={(value) => write(variable.name, value)}
            />
          ))}
        </Section>
      ))}
      <Section
        title="Variables of your own"
        text="Each is there in your styles under its name, with two hyphens before it."
      >
        {further.map((name) => (
          <div key={name} class="look-add">
            <LineField label={name} value={valueOf(name)} max={200} onWrite={(value) => write(name, value, true)} />
            <Action isSmall tone="quiet" label={`Remove ${name}`} onPress={() => write(name, '')}>
              Remove
            </Action>
          </div>
        ))}
        <AddVariable onAdd={(name) => write(name, valueOf(name), true)} />
      </Section>
      <Action unless={Object.keys(appearance).length === 0 && 'Everything is as designed.'} onPress={() => put({})}>
        Take everything back to the design
      </Action>
    </>
  );
}
