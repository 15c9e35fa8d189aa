import { Section } from '../../kit/blocks.tsx';
import { Link } from '../../kit/link.tsx';
import { useLoad } from '../../kit/load.ts';
import { writeTime } from '../../kit/times.ts';

const shown = 12;
const periodMs = 5000;

/** The newest lines of the log. */
export function LogTail() {
  const { data, fault } = useLoad('GET /api/admin/logs', {}, { everyMs: periodMs });
  return (
    <Section title="Log" class="now-tail" actions={<Link to="logs">All of it</Link>}>
      {data === null ? (
        <p class="quiet">{fault ?? 'Reading the log…'}</p>
      ) : (
        <ol class="now-log">
          {data.slice(0, shown).map(({ time, level, message }, index) => (
            <li key={`${time} ${index}`} data-level={level}>
              <time dateTime={time}>{writeTime(time, 'exactClock')}</time>
              <span class="now-level">{level}</span>
              <span>{message}</span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
