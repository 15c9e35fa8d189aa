import { useEffect, useMemo, useState } from 'preact/hooks';
import { PageHead } from '../../kit/blocks.tsx';
import { ChoiceField } from '../../kit/fields.tsx';
import { useStudio } from '../../studio.ts';
import { Countries } from './countries.tsx';
import { Charts } from './charts.tsx';
import { type RangeName, ranges, rangeUntil } from './ranges.ts';

const againMs = 60_000;

/** How the station did, over time. */
export function Page() {
  const { clock } = useStudio();
  const [name, setName] = useState<RangeName>('6h');
  const [nowMs, setNowMs] = useState(() => clock.wallMs());
  useEffect(
    () =>
      clock.every(againMs, () => {
        if (!document.hidden) setNowMs(clock.wallMs());
      }),
    [],
  );
  const range = useMemo(() => rangeUntil(name, nowMs), [name, nowMs]);
  return (
    <>
      <PageHead title="Numbers" text="How the station did, minute by minute; the older it is, the coarser.">
        <ChoiceField
          label="Over"
          value={name}
          choices={ranges}
          onWrite={(value) => {
            setName(value as RangeName);
            setNowMs(clock.wallMs());
          }}
        />
      </PageHead>
      <Charts range={range} />
      <Countries range={range} />
    </>
  );
}
