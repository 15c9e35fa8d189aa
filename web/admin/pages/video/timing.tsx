import { Busy, Section } from '../../kit/blocks.tsx';
import { Field } from '../../kit/fields.tsx';
import { effectOf, Setting } from '../../settings/setting.tsx';
import { useStudio } from '../../studio.ts';
import { delayStops, nearestStop } from './delay-stops.ts';
import { Slate } from './slate.tsx';
import { timingEntries } from './settings.ts';

/** How late the picture comes: a slider that speaks. */
function Delay() {
  const { settings } = useStudio();
  const row = settings.rows.value?.get('part-ms');
  if (row === undefined) return <Busy words="Reading the settings…" />;
  const partMs = Number(settings.text('part-ms'));
  const place = nearestStop(partMs);
  const stop = delayStops[place];
  const words = stop === undefined ? '' : `${stop.title}. ${stop.text}`;
  return (
    <Field
      id="setting-part-ms"
      label="How far viewers are behind you"
      help="The shorter, the more often their players ask."
      effect={effectOf(row)}
      fault={settings.faults.value.get('part-ms')}
    >
      {(ids) => (
        <>
          <input
            {...ids}
            type="range"
            min={0}
            max={delayStops.length - 1}
            step={1}
            value={place}
            aria-valuetext={words}
            onInput={(event) => {
              const chosen = delayStops[Number(event.currentTarget.value)];
              if (chosen !== undefined) settings.write('part-ms', String(chosen.partMs));
            }}
          />
          <span class="delay-ends" aria-hidden="true">
            <span>Shortest delay</span>
            <span>Fewest requests</span>
          </span>
          <p class="delay-words">
            <strong>{stop?.title}.</strong> {stop?.text}{' '}
            <span class="quiet">Parts of {Number.isFinite(partMs) ? partMs : '?'} ms.</span>
          </p>
        </>
      )}
    </Field>
  );
}

/** How late the picture comes, and how long things wait. */
export function Timing() {
  return (
    <>
      <Section title="Delay">
        <Delay />
      </Section>
      <Section title="Timing">
        {timingEntries.map((entry) => (
          <Setting key={entry.name} entry={entry} />
        ))}
      </Section>
      <Slate />
    </>
  );
}
