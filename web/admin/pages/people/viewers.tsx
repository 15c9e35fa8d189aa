import { useState } from 'preact/hooks';
import { formatBehind, formatBitrate } from '../../../shared/format.ts';
import { Badge, Busy, Empty, Fault, Figures, Section } from '../../kit/blocks.tsx';
import { countryName } from '../../kit/countries.ts';
import { LineField } from '../../kit/fields.tsx';
import { useLoad } from '../../kit/load.ts';
import { Moment } from '../../kit/moment.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { WorldMap } from '../../kit/world-map.tsx';
import { useStudio } from '../../studio.ts';
import { countByCountry, deviceOf, findViewers, type Viewer } from './viewer-rows.ts';

const askEveryMs = 5000;
/** Rows that are drawn; of a larger crowd the words above find the rest. */
const mostRows = 300;

/** A figure that not every player tells. */
function told<Value, Words>(value: Value | null | undefined, words: (value: Value) => Words): Words | string {
  return value === null || value === undefined ? '–' : words(value);
}

const columns: readonly Column<Viewer>[] = [
  { title: 'Country', cell: ({ geo }) => countryName(geo?.countryCode) },
  { title: 'Watches with', cell: deviceOf },
  { title: 'Address', cell: ({ ipAddress }) => <code>{ipAddress}</code> },
  { title: 'Since', cell: ({ firstSeen }) => <Moment at={firstSeen} /> },
  {
    title: 'Behind live',
    isFigure: true,
    cell: ({ playback }) => told(playback?.latencySeconds, formatBehind),
  },
  {
    title: 'Quality',
    isFigure: true,
    cell: ({ playback }) => told(playback?.bitrateKbps, (kbps) => formatBitrate(kbps * 1000)),
  },
  {
    title: 'Stalls',
    isFigure: true,
    cell: ({ playback }) =>
      told(playback?.errorCount, (count) => (count === 0 ? '0' : <Badge tone="warn">{count}</Badge>)),
  },
];

/** Who watches now, and how well. */
export function Viewers() {
  const { station } = useStudio();
  const { data, fault } = useLoad('GET /api/admin/viewers/playback', {}, { everyMs: askEveryMs });
  const [words, setWords] = useState('');
  if (data === null) return fault === null ? <Busy words="Looking who watches…" /> : <Fault text={fault} />;
  const found = findViewers(data, words);
  const status = station.status.value;
  return (
    <>
      {fault !== null && <Fault text={fault} />}
      <Section title="Now">
        <Figures
          list={[
            { name: 'Watching', value: status?.viewerCount ?? data.length },
            { name: 'Most in this broadcast', value: status?.sessionPeakViewerCount ?? 0 },
            { name: 'Most ever', value: status?.overallPeakViewerCount ?? 0 },
          ]}
        />
        {data.length > 0 && <WorldMap counts={countByCountry(found)} unit="viewers" />}
      </Section>
      <Section title="One by one">
        {data.length === 0 ? (
          <Empty
            title="Nobody watches"
            text={
              status?.online === true
                ? 'They appear here as soon as they do.'
                : 'While nothing is on air nobody is counted.'
            }
          />
        ) : (
          <>
            <LineField
              label="Find"
              help="A country, a browser, an address."
              type="search"
              value={words}
              onWrite={setWords}
            />
            <Table
              caption="Viewers"
              columns={columns}
              rows={found.slice(0, mostRows)}
              keyOf={({ clientID, viewerID }) => `${viewerID} ${clientID}`}
            />
            {found.length > mostRows && (
              <p class="quiet">{found.length - mostRows} more are not shown: find them by words.</p>
            )}
          </>
        )}
      </Section>
    </>
  );
}
