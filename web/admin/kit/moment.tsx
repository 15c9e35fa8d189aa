import { formatAgo } from '../../shared/format.ts';
import { useStudio } from '../studio.ts';

const whole = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** How long ago something was; the exact time is its title. */
export function Moment({ at }: { readonly at: string }) {
  const { clock } = useStudio();
  const wallMs = Date.parse(at);
  return (
    <time dateTime={at} title={whole.format(wallMs)}>
      {formatAgo(wallMs, clock.wallMs(), 'en')}
    </time>
  );
}

/** When something will be. */
export function ExactMoment({ at }: { readonly at: string }) {
  return <time dateTime={at}>{whole.format(Date.parse(at))}</time>;
}
