import { formatAgo } from '../../shared/format.ts';
import { useStudio } from '../studio.ts';
import { studioLanguage, writeTime } from './times.ts';

/** How long ago something was; the exact time is its title. */
export function Moment({ at }: { readonly at: string }) {
  const { clock } = useStudio();
  const wallMs = Date.parse(at);
  return (
    <time dateTime={at} title={writeTime(wallMs, 'moment')}>
      {formatAgo(wallMs, clock.wallMs(), studioLanguage)}
    </time>
  );
}

/** When something will be. */
export function ExactMoment({ at }: { readonly at: string }) {
  return <time dateTime={at}>{writeTime(at, 'moment')}</time>;
}
