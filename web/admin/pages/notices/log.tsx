import { Badge, Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Table } from '../../kit/table.tsx';
import { writeTime } from '../../kit/times.ts';

const refreshMs = 5_000;

const eventWords: Readonly<Record<string, string>> = { live: 'Live', reminder: 'Reminder', test: 'Test' };

/** What was sent to whom lately, and how that went. */
export function Log() {
  const { data, fault } = useLoad('GET /api/admin/notifications/log', { query: {} }, { everyMs: refreshMs });
  if (data === null) return fault === null ? <Busy words="Reading the log…" /> : <Fault text={fault} />;
  return (
    <Section title="What was sent" text="The latest hundred tries, newest first.">
      {data.length === 0 ? (
        <Empty
          title="Nothing was sent yet"
          text="The next broadcast that lasts is told of; a test shows whether it would arrive."
        />
      ) : (
        <Table
          caption="Notices that were sent"
          rows={data}
          keyOf={({ id }) => id}
          columns={[
            { title: 'When', cell: ({ timestamp }) => writeTime(timestamp, 'exactMoment') },
            { title: 'What', cell: ({ event }) => eventWords[event] ?? event },
            { title: 'To', cell: ({ receiver }) => <span dir="auto">{receiver}</span> },
            {
              title: 'How it went',
              cell: ({ taken, reason, attempt }) =>
                taken ? (
                  <Badge tone="good">Taken</Badge>
                ) : (
                  <>
                    <Badge tone="bad">Not taken</Badge> {reason}
                    {attempt > 1 && ` (try ${attempt})`}
                  </>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}
