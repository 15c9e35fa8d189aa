import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Badge, Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.ts';
import { Table } from '../../kit/table.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';
import type { Changeable } from './change.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { comingOf } from './coming.ts';
import { ruleWords } from './rule-words.ts';
import { timeWords } from './wish.ts';

type Schedule = AnswerOf<'GET /api/admin/schedule'>;
type Event = Schedule['events'][number];
type Series = Schedule['series'][number];

/** Calls that change the schedule, and say what came of it. */
function useChanges(reload: () => Promise<void>) {
  const { api, notes, questions } = useStudio();
  const tell = async (fault: string | null, sentence: string): Promise<void> => {
    notes.tell(fault === null ? 'good' : 'bad', fault ?? sentence);
    await reload();
  };
  return {
    cancel: async (id: string, name: string) => {
      const reply = await api.call('POST /api/admin/schedule/event/delete', { body: { id, cancel: true } });
      await tell(faultOf(reply), `${name} is shown as cancelled.`);
    },
    bringBack: async (id: string, name: string) => {
      const reply = await api.call('POST /api/admin/schedule/event', { body: { id, cancelled: false } });
      await tell(faultOf(reply), `${name} is planned again.`);
    },
    remove: async (id: string, name: string, what: string) => {
      const agreed = await questions.confirm({
        title: `Remove ${name}?`,
        text: `${what} Who has it in a calendar no longer sees it; cancelling says so instead.`,
        label: 'Remove',
        isDanger: true,
      });
      if (!agreed) return;
      const reply = await api.call('POST /api/admin/schedule/event/delete', { body: { id } });
      await tell(faultOf(reply), `${name} was removed.`);
    },
  };
}

interface DeedsProps {
  readonly event: Event;
  readonly changes: ReturnType<typeof useChanges>;
  readonly onEdit: (of: Changeable) => void;
}

function Deeds({ event, changes, onEdit }: DeedsProps) {
  const { id, name } = event;
  return (
    <span class="row-actions">
      <Action isSmall tone="quiet" label={`Change ${name}`} onPress={() => onEdit({ kind: 'event', ...event })}>
        Change
      </Action>
      {event.status === 'scheduled' ? (
        <Action isSmall tone="quiet" busy="Cancelling…" onPress={() => changes.cancel(id, name)}>
          Cancel
        </Action>
      ) : (
        <Action isSmall tone="quiet" busy="Planning…" onPress={() => changes.bringBack(id, name)}>
          Plan again
        </Action>
      )}
      <Action
        isSmall
        tone="quiet"
        label={`Remove ${name}`}
        onPress={() => changes.remove(id, name, 'This one broadcast disappears as if it had never been planned.')}
      >
        Remove
      </Action>
    </span>
  );
}

interface SeriesRowProps {
  readonly series: Series;
  readonly changes: ReturnType<typeof useChanges>;
  readonly onEdit: (of: Changeable) => void;
}

function SeriesRow({ series, changes, onEdit }: SeriesRowProps) {
  const { id, name } = series;
  const rule = series.recurrence.split('RRULE:')[1] ?? '';
  return (
    <li class="series-row">
      <div>
        <b dir="auto">{name}</b> {!series.active && <Badge tone="warn">Cancelled</Badge>}
        <p class="quiet">{ruleWords(series.recurrence) ?? <code>{rule}</code>}</p>
      </div>
      <span class="row-actions">
        <Action isSmall label={`Change the series ${name}`} onPress={() => onEdit({ kind: 'series', ...series })}>
          Change
        </Action>
        {series.active ? (
          <Action isSmall busy="Cancelling…" onPress={() => changes.cancel(id, name)}>
            Cancel all
          </Action>
        ) : (
          <Action isSmall busy="Planning…" onPress={() => changes.bringBack(id, name)}>
            Plan again
          </Action>
        )}
        <Action
          isSmall
          tone="danger"
          label={`Remove the series ${name}`}
          onPress={() => changes.remove(id, name, 'The series disappears with everything that it plans.')}
        >
          Remove
        </Action>
      </span>
    </li>
  );
}

const comingText =
  'Of series the next two months, and a hundred broadcasts at most. Each time is that of the place where it was planned.';

/** What comes, and the series that it comes of. */
export function Planned() {
  const { clock } = useStudio();
  const { data, fault, reload } = useLoad('GET /api/admin/schedule', {});
  const changes = useChanges(reload);
  const [edited, edit] = useState<Changeable | null>(null);
  if (data === null) return fault === null ? <Busy words="Reading the schedule…" /> : <Fault text={fault} />;
  const coming = comingOf(data, clock.wallMs());
  if (coming.length === 0 && data.series.length === 0) {
    return (
      <Section title="What comes">
        <Empty
          title="Nothing is planned"
          text="Plan a broadcast, and your page counts down to it, calendars show it, and people are reminded."
        >
          <Link to="schedule/plan">Plan something</Link>
        </Empty>
      </Section>
    );
  }
  return (
    <>
      <Section title="What comes" text={comingText}>
        <Table
          caption="Planned broadcasts"
          rows={coming}
          keyOf={({ id }) => id}
          columns={[
            { title: 'When', cell: ({ startTime, timezone }) => timeWords(startTime, timezone) },
            {
              title: 'What',
              cell: ({ name, status }) => (
                <>
                  <span dir="auto">{name}</span> {status === 'cancelled' && <Badge tone="warn">Cancelled</Badge>}
                </>
              ),
            },
            { title: 'Minutes', cell: ({ durationMinutes }) => durationMinutes, isFigure: true },
            { title: 'Actions', cell: (event) => <Deeds event={event} changes={changes} onEdit={edit} /> },
          ]}
        />
      </Section>
      {data.series.length > 0 && (
        <Section title="Series">
          <ul class="series">
            {data.series.map((series) => (
              <SeriesRow key={series.id} series={series} changes={changes} onEdit={edit} />
            ))}
          </ul>
        </Section>
      )}
      <p class="quiet">
        People see it at <a href="/schedule">/schedule</a>, and subscribe to{' '}
        <a href="/api/schedule.ics">the calendar</a>.
      </p>
      {edited !== null && <ChangeDialog of={edited} onClose={() => edit(null)} onDone={reload} />}
    </>
  );
}
