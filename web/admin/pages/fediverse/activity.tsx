import { useState } from 'preact/hooks';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { Pager } from '../../kit/pager.tsx';
import { Table } from '../../kit/table.tsx';
import { AccountLink } from './follower-table.tsx';
import { deedOf } from './words.ts';

const limit = 50;
const refreshMs = 15_000;

/** What accounts of the fediverse did, as it came in. */
export function Activity() {
  const [page, setPage] = useState(0);
  // This list alone is asked for by the number of the page.
  const query = { offset: String(page), limit: String(limit) };
  const { data, fault } = useLoad('GET /api/admin/federation/actions', { query }, { everyMs: refreshMs });
  if (data === null) return fault === null ? <Busy words="Reading what came in…" /> : <Fault text={fault} />;
  return (
    <Section title="What came in" text="The newest first.">
      {fault !== null && <Fault text={fault} />}
      {data.total === 0 ? (
        <Empty
          title="Nothing came in yet"
          text="Who follows, likes, shares, answers, quotes or complains stands here."
        />
      ) : (
        <Table
          caption="What accounts of the fediverse did"
          rows={data.results}
          keyOf={({ actorIRI, iri, type }) => `${type} ${actorIRI} ${iri}`}
          columns={[
            { title: 'When', cell: ({ timestamp }) => <Moment at={timestamp} /> },
            { title: 'Who', cell: ({ actorIRI }) => <AccountLink iri={actorIRI}>{actorIRI}</AccountLink> },
            {
              title: 'What',
              cell: ({ type, words }) => (
                <>
                  {deedOf(type)}
                  {words !== '' && <p dir="auto">{words}</p>}
                </>
              ),
            },
          ]}
        />
      )}
      <Pager offset={page * limit} limit={limit} total={data.total} onGo={(offset) => setPage(offset / limit)} />
    </Section>
  );
}
