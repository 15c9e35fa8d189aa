import { formatCount } from '../../shared/format.ts';
import { ViewersIcon } from '../../shared/icons.tsx';
import { EditIcon, MenuIcon } from '../icons.tsx';
import { Action } from '../kit/action.tsx';
import type { OnAirState } from '../station.ts';
import { useStudio } from '../studio.ts';
import { TitleForm } from './title-form.tsx';

const stateWords: Readonly<Record<OnAirState, string>> = {
  unknown: 'Asking…',
  offline: 'Off air',
  live: 'On air',
  away: 'Waiting',
};

function Title() {
  const studio = useStudio();
  const title = studio.station.status.value?.streamTitle ?? '';
  if (studio.titleOpen.value) return <TitleForm title={title} />;
  return (
    <button type="button" class="strip-title" onClick={() => (studio.titleOpen.value = true)}>
      <span class="unseen">Title of the stream: </span>
      <bdi class={title === '' ? 'quiet' : undefined}>{title === '' ? 'No title yet' : title}</bdi>
      <EditIcon />
      <span class="unseen">, press to change</span>
    </button>
  );
}

/** What is on air and how well, at the top of every page. */
export function Strip() {
  const studio = useStudio();
  const { station, railOpen } = studio;
  const state = station.state.value;
  const count = station.status.value?.viewerCount ?? 0;
  const isBad = !station.reachable.value || state === 'away' || station.status.value?.health?.healthy === false;
  const isOnAir = state === 'live' || state === 'away';
  return (
    <header class="strip">
      <button
        type="button"
        class="strip-menu"
        aria-expanded={railOpen.value}
        aria-controls="rail"
        onClick={() => (railOpen.value = !railOpen.value)}
      >
        <MenuIcon />
        <span>Menu</span>
      </button>
      <span class={`on-air on-air-${state}`} data-on-air={state}>
        {stateWords[state]}
      </span>
      <Title />
      <span class="strip-viewers" title="Viewers now">
        <ViewersIcon />
        {formatCount(count, 'en')}
        <span class="unseen">{count === 1 ? ' viewer' : ' viewers'}</span>
      </span>
      {isOnAir && (
        <Action tone="danger" isSmall onPress={() => studio.endBroadcast()} busy="Ending…">
          End broadcast
        </Action>
      )}
      <p class={isBad ? 'strip-health strip-health-bad' : 'strip-health'} role="status">
        {station.sentence.value}
      </p>
    </header>
  );
}
