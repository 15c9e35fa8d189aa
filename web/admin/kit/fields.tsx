import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { chipDeed, newWords } from './chips.ts';
import { said } from './said.tsx';

/** What stands around a field: its name, what it is for, when it takes effect, and what is wrong with it. */
export interface FieldFrame {
  readonly label: string;
  readonly help?: ComponentChildren;
  /** When a change takes effect, in words. */
  readonly effect?: string | undefined;
  readonly fault?: string | null | undefined;
  /** Deep links lead to it. */
  readonly id?: string | undefined;
}

interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** Draws the frame; the field itself is given the ids that tie it to its label and its sentences. */
export function Field(props: FieldFrame & { readonly children: (ids: FieldIds) => ComponentChildren }) {
  const made = useId();
  const id = props.id ?? made;
  const { fault } = props;
  const hasFault = fault !== null && fault !== undefined;
  const describedBy = [
    props.help !== undefined && `${id}-help`,
    props.effect !== undefined && `${id}-effect`,
    hasFault && `${id}-fault`,
  ].filter((part) => part !== false);
  const ids = { id, 'aria-describedby': describedBy.join(' ') || undefined, 'aria-invalid': hasFault };
  return (
    <div class={hasFault ? 'field field-wrong' : 'field'}>
      <label for={id}>{props.label}</label>
      {props.help !== undefined && (
        <p class="help" id={`${id}-help`}>
          {said(props.help)}
        </p>
      )}
      {props.children(ids)}
      {hasFault && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {said(fault)}
        </p>
      )}
      {props.effect !== undefined && (
        <p class="effect" id={`${id}-effect`}>
          {props.effect}
        </p>
      )}
    </div>
  );
}

type Written<Value> = FieldFrame & { readonly value: Value; readonly onWrite: (value: Value) => void };

export type LineFieldProps = Written<string> & {
  readonly max?: number | undefined;
  readonly example?: string | undefined;
  readonly type?: 'text' | 'url' | 'password' | 'search';
  readonly isDisabled?: boolean;
};

export function LineField(props: LineFieldProps) {
  return (
    <Field {...props}>
      {(ids) => (
        <input
          {...ids}
          type={(props.type ?? 'text') as 'text'}
          dir="auto"
          value={props.value}
          maxLength={props.max}
          placeholder={props.example}
          disabled={props.isDisabled}
          autocomplete={props.type === 'password' ? 'new-password' : 'off'}
          onInput={(event) => props.onWrite(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function TextField(
  props: Written<string> & {
    readonly max?: number | undefined;
    readonly rows?: number;
    readonly isCode?: boolean;
    readonly example?: string | undefined;
  },
) {
  return (
    <Field {...props}>
      {(ids) => (
        <textarea
          {...ids}
          dir="auto"
          class={props.isCode === true ? 'code' : undefined}
          spellcheck={props.isCode !== true}
          rows={props.rows ?? 5}
          value={props.value}
          maxLength={props.max}
          placeholder={props.example}
          onInput={(event) => props.onWrite(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A number with its unit. What is typed stays as typed: what is not allowed is said by the server, beside the field. */
export function NumberField(
  props: Written<string> & {
    readonly min?: number;
    readonly max?: number;
    readonly unit?: string | undefined;
    /** What may stand in the number’s place, such as `auto`: the keys of a phone are then not digits alone. */
    readonly word?: string | undefined;
    readonly isDisabled?: boolean;
  },
) {
  return (
    <Field {...props}>
      {(ids) => (
        <span class="with-unit">
          <input
            {...ids}
            type="text"
            inputMode={props.word === undefined ? 'numeric' : 'text'}
            autocapitalize="none"
            class="number"
            value={props.value}
            disabled={props.isDisabled}
            onInput={(event) => props.onWrite(event.currentTarget.value)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
              const number = Number(props.value);
              if (step === 0 || props.value === '' || !Number.isInteger(number)) return;
              event.preventDefault();
              const next = number + step;
              props.onWrite(String(Math.min(props.max ?? next, Math.max(props.min ?? next, next))));
            }}
          />
          {props.unit !== undefined && <span class="unit">{props.unit}</span>}
        </span>
      )}
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function ChoiceField(props: Written<string> & { readonly choices: readonly Choice[] }) {
  return (
    <Field {...props}>
      {(ids) => (
        <select {...ids} value={props.value} onChange={(event) => props.onWrite(event.currentTarget.value)}>
          {props.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A switch: its label says what is so when it is on. */
export function ToggleField(props: Written<boolean> & { readonly isDisabled?: boolean }) {
  return (
    <div class="toggle-field">
      <Field {...props}>
        {(ids) => (
          <input
            {...ids}
            type="checkbox"
            role="switch"
            class="toggle"
            checked={props.value}
            disabled={props.isDisabled}
            onChange={(event) => props.onWrite(event.currentTarget.checked)}
          />
        )}
      </Field>
    </div>
  );
}

/** Words as chips: Enter or a comma ends one, Backspace in the empty field takes the last one back. */
export function ListField(props: Written<readonly string[]> & { readonly example?: string | undefined }) {
  const [typed, setTyped] = useState('');
  const { value, onWrite } = props;
  const add = (text: string): void => {
    const words = newWords(text, value);
    if (words.length > 0) onWrite([...value, ...words]);
    setTyped('');
  };
  return (
    <Field {...props}>
      {(ids) => (
        <div class="chips">
          {value.map((word) => (
            <span class="chip" key={word}>
              <bdi>{word}</bdi>
              <button
                type="button"
                aria-label={`Remove ${word}`}
                onClick={() => onWrite(value.filter((one) => one !== word))}
              >
                ×
              </button>
            </span>
          ))}
          <input
            {...ids}
            type="text"
            value={typed}
            placeholder={props.example ?? 'Type, then Enter'}
            enterkeyhint="done"
            onInput={(event) => setTyped(event.currentTarget.value)}
            onBlur={() => add(typed)}
            onPaste={(event) => {
              const pasted = event.clipboardData?.getData('text') ?? '';
              if (!/[,\n]/.test(pasted)) return;
              event.preventDefault();
              add(`${typed}${pasted}`);
            }}
            onKeyDown={(event) => {
              const deed = chipDeed(event, typed);
              if (deed === 'end') {
                event.preventDefault();
                add(typed);
              } else if (deed === 'take back' && value.length > 0) onWrite(value.slice(0, -1));
            }}
          />
        </div>
      )}
    </Field>
  );
}
