import { useState } from 'preact/hooks';
import { Section } from '../../kit/blocks.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { hourLine } from './hour-line.ts';

const spanMs = 3_600_000;
const periodMs = 30_000;
const box = { width: 400, height: 80 };

/** How many watched over the last hour. */
export function ViewersHour() {
  const { clock } = useStudio();
  // Asked from where the page was opened: what is older than an hour is left out when it is drawn.
  const [since] = useState(() => String(Math.floor((clock.wallMs() - spanMs) / 1000)));
  const { data } = useLoad('GET /api/admin/viewersOverTime', { query: { windowStart: since } }, { everyMs: periodMs });
  const line = data === null ? null : hourLine(data, { ...box, nowMs: clock.wallMs(), spanMs });
  return (
    <Section
      title="Viewers"
      text="Over the last hour"
      class="now-viewers"
      actions={<Link to="numbers">All numbers</Link>}
    >
      {line === null ? (
        <p class="quiet">{data === null ? 'Reading the numbers…' : 'Nobody was counted in the last hour.'}</p>
      ) : (
        <figure class="now-hour">
          <svg
            viewBox={`0 -4 ${box.width} ${box.height + 8}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`Now ${line.latest}, at most ${line.peak}`}
          >
            <polyline points={line.points} fill="none" vector-effect="non-scaling-stroke" />
          </svg>
          <figcaption>
            <span>an hour ago</span>
            <span>
              at most {line.peak}, now {line.latest}
            </span>
          </figcaption>
        </figure>
      )}
    </Section>
  );
}
