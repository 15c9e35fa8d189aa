import { useId } from 'preact/hooks';

/** Several of a few, each with a word on what it means. */
export function Checks<Value extends string>(props: {
  readonly legend: string;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly text?: string }[];
  readonly chosen: ReadonlySet<Value>;
  readonly onWrite: (chosen: ReadonlySet<Value>) => void;
  readonly fault?: string | null;
}) {
  const id = useId();
  const { chosen, fault = null } = props;
  const turn = (value: Value, isOn: boolean): void => {
    const next = new Set(chosen);
    if (isOn) next.add(value);
    else next.delete(value);
    props.onWrite(next);
  };
  return (
    <fieldset class="checks" aria-describedby={fault === null ? undefined : `${id}-fault`}>
      <legend>{props.legend}</legend>
      <div class="checks-list">
        {props.choices.map(({ value, label, text }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.has(value)}
              onChange={(event) => turn(value, event.currentTarget.checked)}
            />
            <span>
              {label}
              {text !== undefined && <span class="help">{text}</span>}
            </span>
          </label>
        ))}
      </div>
      {fault !== null && (
        <p class="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
