import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Pager } from '../../kit/pager.tsx';
import { Table } from '../../kit/table.tsx';

type Entry = AnswerOf<'GET /api/admin/chat/log'>['results'][number];

const limit = 50;

const deeds: Readonly<Record<string, string>> = {
  'message.hidden': 'hid a message',
  'message.shown': 'showed a message again',
  'message.pinned': 'pinned a message',
  'message.unpinned': 'took the pinned message down',
  'user.banned': 'banned',
  'user.unbanned': 'lifted the ban of',
  'user.silenced': 'gave a time-out to',
  'user.freed': 'lifted the time-out of',
  'moderator.named': 'made a moderator',
  'moderator.dismissed': 'dismissed as a moderator',
  'address.banned': 'banned an address',
  'address.unbanned': 'lifted the ban of an address',
  'slowmode.changed': 'set slow mode',
};

/** Who did what to keep the chat in order. */
export function ModerationLog() {
  const [offset, setOffset] = useState(0);
  const query = { offset: String(offset), limit: String(limit) };
  const { data, fault } = useLoad('GET /api/admin/chat/log', { query });
  if (data === null) return fault === null ? <Busy words="Reading the list…" /> : <Fault text={fault} />;
  return (
    <Section title="Who did what" text="What the admin, moderators and bots did to keep the chat in order.">
      {data.total === 0 ? (
        <Empty title="Nothing was done yet" text="Bans, time-outs, hidden and pinned messages will stand here." />
      ) : (
        <Table<Entry>
          caption="What was done to keep the chat in order"
          rows={data.results}
          keyOf={({ id }) => id}
          columns={[
            { title: 'When', cell: ({ timestamp }) => <Moment at={timestamp} /> },
            { title: 'Who', cell: ({ actorName }) => <bdi class="strong">{actorName}</bdi> },
            {
              title: 'Did',
              cell: ({ action, targetName }) => (
                <span class="deed">
                  {deeds[action] ?? action} {targetName !== '' && <bdi class="strong">{targetName}</bdi>}
                </span>
              ),
            },
            { title: 'More', cell: ({ detail }) => detail !== '' && <bdi>{detail}</bdi> },
          ]}
        />
      )}
      <Pager offset={offset} limit={limit} total={data.total} onGo={setOffset} />
    </Section>
  );
}
