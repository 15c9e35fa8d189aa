import { useMemo, useState } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { ChoiceField, Field, LineField, NumberField, TextField } from '../../kit/fields.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import { emptyForm, type PlanForm, recurrenceOf, type Repeats, timeWords, weekdays, wishOf } from './wish.ts';

const dayNames: Readonly<Record<string, string>> = {
  MO: 'Mon',
  TU: 'Tue',
  WE: 'Wed',
  TH: 'Thu',
  FR: 'Fri',
  SA: 'Sat',
  SU: 'Sun',
};

const repeatChoices = [
  { value: 'never', label: 'Once' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'Every week' },
  { value: 'monthly', label: 'Every month, on that day' },
  { value: 'custom', label: 'By a rule of calendars' },
];

type Change = (change: Partial<PlanForm>) => void;

function Days({ form, change }: { readonly form: PlanForm; readonly change: Change }) {
  const toggle = (day: string): void =>
    change({ days: form.days.includes(day) ? form.days.filter((one) => one !== day) : [...form.days, day] });
  return (
    <fieldset class="days">
      <legend>On</legend>
      {weekdays.map((day) => (
        <label key={day}>
          <input type="checkbox" checked={form.days.includes(day)} onChange={() => toggle(day)} /> {dayNames[day]}
        </label>
      ))}
    </fieldset>
  );
}

/** How often it comes again, and what that makes. */
function Repetition({ form, change }: { readonly form: PlanForm; readonly change: Change }) {
  const { api } = useStudio();
  const [shown, setShown] = useState<{ readonly of: string; readonly text: string } | null>(null);
  const recurrence = recurrenceOf(form);
  const preview = async (text: string): Promise<void> => {
    const reply = await api.call('POST /api/admin/schedule/preview', { body: { recurrence: text } });
    const words =
      reply.kind === 'answered'
        ? reply.body.occurrences.map((time) => timeWords(time, form.timeZone)).join(' · ') ||
          'It plans nothing to come.'
        : (faultOf(reply) ?? '');
    setShown({ of: text, text: words });
  };
  return (
    <>
      <ChoiceField
        label="Again"
        choices={repeatChoices}
        value={form.repeats}
        onWrite={(repeats) => change({ repeats: repeats as Repeats })}
      />
      {form.repeats === 'weekly' && <Days form={form} change={change} />}
      {form.repeats === 'custom' && (
        <LineField
          label="Rule"
          help="As in calendars (RFC 5545), such as FREQ=MONTHLY;BYDAY=-1FR for the last Friday of each month."
          example="FREQ=WEEKLY;BYDAY=TU,TH"
          value={form.rule}
          onWrite={(rule) => change({ rule })}
        />
      )}
      {form.repeats !== 'never' && form.repeats !== 'custom' && (
        <Field label="Until" help="The last day; nothing for no end.">
          {(ids) => (
            <input
              {...ids}
              type="date"
              value={form.until}
              onInput={(event) => change({ until: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      {recurrence !== null && (
        <p class="preview-times">
          <Action isSmall busy="Looking…" onPress={() => preview(recurrence)}>
            Show the first times
          </Action>{' '}
          <span role="status">{shown?.of === recurrence && shown.text}</span>
        </p>
      )}
    </>
  );
}

/** Plans a broadcast, once or again and again. */
export function Plan() {
  const { api, notes, router } = useStudio();
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = useMemo(() => [...new Set([ownZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])], [ownZone]);
  const [form, setForm] = useState(() => emptyForm(ownZone));
  const change: Change = (changes) => setForm((before) => ({ ...before, ...changes }));
  const wish = wishOf(form);
  const submit = async (): Promise<void> => {
    if (typeof wish === 'string') return;
    const reply = await api.call('POST /api/admin/schedule/event', { body: wish });
    const fault = faultOf(reply);
    notes.tell(fault === null ? 'good' : 'bad', fault ?? `${wish.name} is planned.`);
    if (fault === null) void router.go('schedule');
  };
  return (
    <Section title="Plan something">
      <LineField label="Name" max={200} value={form.name} onWrite={(name) => change({ name })} />
      <TextField
        label="Description"
        rows={3}
        max={5000}
        value={form.description}
        onWrite={(description) => change({ description })}
      />
      <Field label="Begins" help="As a clock shows it in the time zone below, in winter and in summer.">
        {(ids) => (
          <input
            {...ids}
            type="datetime-local"
            value={form.start}
            onInput={(event) => change({ start: event.currentTarget.value })}
          />
        )}
      </Field>
      <ChoiceField
        label="Time zone"
        choices={zones.map((zone) => ({ value: zone, label: zone }))}
        value={form.timeZone}
        onWrite={(timeZone) => change({ timeZone })}
      />
      <NumberField
        label="Lasts"
        unit="minutes"
        min={1}
        max={10_080}
        value={form.minutes}
        onWrite={(minutes) => change({ minutes })}
      />
      <Repetition form={form} change={change} />
      <Action tone="main" busy="Planning…" unless={typeof wish === 'string' && wish} onPress={submit}>
        Plan it
      </Action>
    </Section>
  );
}
