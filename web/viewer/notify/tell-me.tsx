import { useSignal } from '@preact/signals';
import { Icon } from '../../shared/icons.tsx';
import { fill, say, type WordKey } from '../../shared/words.ts';
import type { PushDesk, PushState } from './push-desk.ts';

const BellIcon = () => (
  <Icon>
    <path d="M6.5 10a5.5 5.5 0 0 1 11 0c0 4.5 2 6 2 6h-15s2-1.5 2-6M10 19.2a2.2 2.2 0 0 0 4 0" />
  </Icon>
);

const labels: Readonly<Record<Exclude<PushState, 'impossible'>, WordKey>> = {
  off: 'notify.off',
  asking: 'notify.asking',
  on: 'notify.on',
  refused: 'notify.refused',
  failed: 'notify.failed',
};

/** What a press that changes nothing by itself is answered with. */
const explanations: Partial<Record<PushState, WordKey>> = {
  refused: 'notify.refusedWhy',
  failed: 'notify.failedWhy',
};

export interface TellMeNeeds {
  readonly desk: PushDesk;
  readonly channelName: string;
  /** Whether to ask unbidden now. */
  readonly isAsking: boolean;
  readonly onAsked: () => void;
}

/** The button by which one is told when the channel goes live; at a good moment it asks. */
export function TellMe({ desk, channelName, isAsking, onAsked }: TellMeNeeds) {
  const state = desk.state.value;
  const isHintOpen = useSignal(isAsking);
  if (state === 'impossible') return null;
  const press = () => {
    if (isHintOpen.peek()) onAsked();
    isHintOpen.value = false;
    if (state === 'on') void desk.turnOff();
    // Who said no may have said otherwise since, in the browser's settings.
    else if (state !== 'asking') void desk.turnOn();
  };
  const reason = explanations[state];
  const explanation = reason === undefined ? undefined : say(reason);
  return (
    <>
      <button
        type="button"
        class="tell-me-button"
        data-control="tell-me"
        data-push={state}
        aria-pressed={state === 'on'}
        title={explanation ?? (state === 'on' ? say('notify.turnOff') : say('notify.about', { channel: channelName }))}
        onClick={press}
      >
        <BellIcon />
        <span>{say(labels[state])}</span>
      </button>
      {explanation !== undefined && (
        <span class="unseen" role="status">
          {explanation}
        </span>
      )}
      {isHintOpen.value && state === 'off' && (
        <div class="tell-me-hint" role="dialog" aria-label={say('notify.off')}>
          <p>{fill('notify.question', { channel: <bdi>{channelName}</bdi> })}</p>
          <div>
            <button type="button" class="action" onClick={press}>
              {say('notify.yes')}
            </button>
            <button
              type="button"
              class="tell-me-no"
              onClick={() => {
                isHintOpen.value = false;
                onAsked();
              }}
            >
              {say('notify.no')}
            </button>
          </div>
        </div>
      )}
    </>
  );
}
