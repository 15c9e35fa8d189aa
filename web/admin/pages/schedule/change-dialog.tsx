import { useState } from 'preact/hooks';
import { Modal } from '../../frame/modal.tsx';
import { useAct } from '../../kit/act.ts';
import { Action } from '../../kit/action.tsx';
import { Field, LineField, NumberField, TextField } from '../../kit/fields.tsx';
import { type ChangeForm, type Changeable, changeForm, changeOf } from './change.ts';

/** Changes a planned broadcast, one broadcast of a series, or the series itself. */
export function ChangeDialog(props: {
  readonly of: Changeable;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}) {
  const { of, onClose, onDone } = props;
  const act = useAct();
  const [form, setForm] = useState(() => changeForm(of));
  const change = (changes: Partial<ChangeForm>): void => setForm((before) => ({ ...before, ...changes }));
  const wish = changeOf(of, form);
  const save = async (): Promise<void> => {
    if (typeof wish === 'string') return;
    if (!(await act('POST /api/admin/schedule/event', { body: wish }, `${form.name.trim()} is changed.`))) return;
    onClose();
    await onDone();
  };
  const isOne = of.kind === 'event' && of.seriesId !== undefined;
  return (
    <Modal label={`Change ${of.name}`} onClose={onClose}>
      <h2>
        <bdi>{of.name}</bdi>
      </h2>
      {isOne && <p class="quiet">This one broadcast alone; the others of the series stay as they are.</p>}
      <ChangeFields of={of} form={form} change={change} />
      <div class="modal-actions">
        <Action onPress={onClose}>Cancel</Action>
        <Action tone="main" busy="Changing…" unless={typeof wish === 'string' && wish} onPress={save}>
          Change it
        </Action>
      </div>
    </Modal>
  );
}

function ChangeFields(props: {
  readonly of: Changeable;
  readonly form: ChangeForm;
  readonly change: (changes: Partial<ChangeForm>) => void;
}) {
  const { of, form, change } = props;
  return (
    <div class="change-fields">
      <LineField label="Name" max={200} value={form.name} onWrite={(name) => change({ name })} />
      <TextField
        label="Description"
        rows={3}
        max={5000}
        value={form.description}
        onWrite={(description) => change({ description })}
      />
      {of.kind === 'event' && (
        <Field label="Begins" help={`As a clock shows it in ${of.timezone}.`}>
          {(ids) => (
            <input
              {...ids}
              type="datetime-local"
              value={form.start}
              onInput={(event) => change({ start: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      {of.kind === 'series' && (
        <TextField
          label="First time and rule"
          help="As in calendars (RFC 5545), a line each."
          isCode
          rows={3}
          max={8000}
          value={form.recurrence}
          onWrite={(recurrence) => change({ recurrence })}
        />
      )}
      <NumberField
        label="Lasts"
        unit="minutes"
        min={1}
        max={10_080}
        value={form.minutes}
        onWrite={(minutes) => change({ minutes })}
      />
    </div>
  );
}
