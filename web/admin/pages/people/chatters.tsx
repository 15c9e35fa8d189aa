import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { countryName } from '../../kit/countries.ts';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Table } from '../../kit/table.tsx';
import { type Person, PersonBadges, PersonDialog } from './person-dialog.tsx';

const askEveryMs = 5000;
/** Rows that are drawn; the part `everybody` finds whom the rest are of. */
const mostRows = 300;

type Client = AnswerOf<'GET /api/admin/chat/clients'>[number];

/** Who is connected to the chat now. */
export function Chatters() {
  const { data, fault, reload } = useLoad('GET /api/admin/chat/clients', {}, { everyMs: askEveryMs });
  const [open, setOpen] = useState<Person | null>(null);
  if (data === null) return fault === null ? <Busy words="Looking who is there…" /> : <Fault text={fault} />;
  return (
    <Section
      title="Connected now"
      text={`${data.length} ${data.length === 1 ? 'connection' : 'connections'}, the longest first.`}
    >
      {fault !== null && <Fault text={fault} />}
      {data.length === 0 ? (
        <Empty title="Nobody is in the chat" text="Whoever opens it stands here at once." />
      ) : (
        <Table<Client>
          caption="Connections to the chat"
          rows={data.slice(0, mostRows)}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Name', cell: ({ user }) => <bdi class="strong">{user.displayName}</bdi> },
            { title: 'Is', cell: ({ user }) => <PersonBadges person={user} /> },
            { title: 'Since', cell: ({ connectedAt }) => <Moment at={connectedAt} /> },
            { title: 'Wrote', isFigure: true, cell: ({ messageCount }) => messageCount },
            { title: 'Country', cell: ({ geo }) => countryName(geo?.countryCode) },
            {
              title: 'Actions',
              cell: ({ user }) => (
                <Action isSmall onPress={() => setOpen(user)} label={`Manage ${user.displayName}`}>
                  Manage
                </Action>
              ),
            },
          ]}
        />
      )}
      {data.length > mostRows && (
        <p class="quiet">
          {data.length - mostRows} more are not shown: <Link to="people/everybody">Everybody</Link> finds people by
          name.
        </p>
      )}
      {open !== null && <PersonDialog person={open} onClose={() => setOpen(null)} onDone={reload} />}
    </Section>
  );
}
