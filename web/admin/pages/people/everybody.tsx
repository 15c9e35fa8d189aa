import { useState } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { ChoiceField, LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Pager } from '../../kit/pager.tsx';
import { Table } from '../../kit/table.tsx';
import { type Person, PersonBadges, PersonDialog } from './person-dialog.tsx';

const limit = 50;

const kinds = [
  { value: 'all', label: 'Everybody' },
  { value: 'active', label: 'Who may write' },
  { value: 'moderators', label: 'Moderators' },
  { value: 'bots', label: 'Bots' },
  { value: 'banned', label: 'Banned' },
] as const;
type Kind = (typeof kinds)[number]['value'];

/** Everybody who was ever in the chat. */
export function Everybody() {
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState<Kind>('all');
  const [offset, setOffset] = useState(0);
  const query = { search, status, offset: String(offset), limit: String(limit) };
  const { data, fault, reload } = useLoad('GET /api/admin/users', { query });
  return (
    <Section title="Everybody who was in the chat" text="The newest first.">
      <div class="filters">
        <LineField
          label="Name or id"
          type="search"
          value={search}
          max={100}
          onWrite={(words) => {
            setSearch(words);
            setOffset(0);
          }}
        />
        <ChoiceField
          label="Show"
          value={status}
          choices={kinds}
          onWrite={(kind) => {
            setStatus(kind as Kind);
            setOffset(0);
          }}
        />
      </div>
      {fault !== null && <Fault text={fault} />}
      {data === null ? (
        fault === null && <Busy words="Looking them up…" />
      ) : (
        <>
          <PeopleTable people={data.results} onDone={reload} />
          <Pager offset={offset} limit={limit} total={data.total} onGo={setOffset} />
        </>
      )}
    </Section>
  );
}

/** People, each with a way to everything that can be done about them. */
export function PeopleTable(props: {
  readonly people: readonly Person[];
  readonly onDone: () => Promise<unknown>;
  readonly none?: string;
}) {
  const [open, setOpen] = useState<Person | null>(null);
  if (props.people.length === 0) return <Empty title="Nobody" text={props.none ?? 'Nobody is here whom this fits.'} />;
  return (
    <>
      <Table<Person>
        caption="People of the chat"
        rows={props.people}
        keyOf={({ id }) => id}
        columns={[
          { title: 'Name', cell: ({ displayName }) => <bdi class="strong">{displayName}</bdi> },
          { title: 'Is', cell: (person) => <PersonBadges person={person} /> },
          { title: 'First seen', cell: ({ createdAt }) => <Moment at={createdAt} /> },
          {
            title: 'Actions',
            cell: (person) => (
              <Action isSmall onPress={() => setOpen(person)} label={`Manage ${person.displayName}`}>
                Manage
              </Action>
            ),
          },
        ]}
      />
      {open !== null && <PersonDialog person={open} onClose={() => setOpen(null)} onDone={props.onDone} />}
    </>
  );
}
