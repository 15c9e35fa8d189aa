import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Section } from '../../kit/blocks.tsx';
import { quoted } from '../../kit/chart/columns.ts';
import { countryName } from '../../kit/countries.ts';
import { download } from '../../kit/download.ts';
import { useLoad } from '../../kit/load.ts';
import { Table } from '../../kit/table.tsx';
import { WorldMap } from '../../kit/world-map.tsx';
import type { Range } from './ranges.ts';

type Country = AnswerOf<'GET /api/admin/viewers/countries'>[number];

const mostRows = 30;
const count = new Intl.NumberFormat('en');

function csvOf(countries: readonly Country[]): string {
  const rows = countries.map(({ countryCode, minutes, now }) =>
    [countryCode, quoted(countryName(countryCode)), minutes, now].join(','),
  );
  return `${['code,country,minutes,now', ...rows].join('\r\n')}\r\n`;
}

/** Where people watched. */
export function Countries({ range }: { readonly range: Range }) {
  const { data, fault } = useLoad('GET /api/admin/viewers/countries', { query: { windowStart: range.windowStart } });
  const countries = data ?? [];
  return (
    <Section
      title="Countries"
      text="Minutes watched, to the hour. No address is kept for this."
      actions={
        countries.length > 0 && (
          <Action
            isSmall
            onPress={() => download('countries.csv', csvOf(countries), 'text/csv')}
            label="Save countries as CSV"
          >
            CSV
          </Action>
        )
      }
    >
      {fault !== null && <Fault text={fault} />}
      {data === null && fault === null && <Busy words="Reading the figures…" />}
      {data?.length === 0 && (
        <Empty title="Nobody watched in this time" text="Where viewers are is counted each minute." />
      )}
      {countries.length > 0 && (
        <>
          <WorldMap
            counts={new Map(countries.map(({ countryCode, minutes, now }) => [countryCode, Math.max(minutes, now)]))}
            unit="minutes"
          />
          <Table<Country>
            caption="Countries"
            rows={countries.slice(0, mostRows)}
            keyOf={({ countryCode }) => countryCode}
            columns={[
              { title: 'Country', cell: ({ countryCode }) => countryName(countryCode) },
              { title: 'Minutes watched', isFigure: true, cell: ({ minutes }) => count.format(minutes) },
              { title: 'Now', isFigure: true, cell: ({ now }) => count.format(now) },
            ]}
          />
        </>
      )}
    </Section>
  );
}
