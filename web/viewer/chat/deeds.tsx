import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { fill, say } from '../../shared/words.ts';
import type { ChatModel } from './chat-model.ts';
import { useFocusHandedOn } from './focus.ts';
import type { MessageLine } from './lines.ts';

interface DeedsProps {
  readonly line: MessageLine;
  readonly model: ChatModel;
}

type Act = (deed: Promise<string | null>) => void;

const TIME_OUT_MINUTES = 10;

interface DeedProps {
  readonly words: string;
  readonly isGrave?: boolean;
  readonly onClick: () => void;
}

function Deed({ words, isGrave = false, onClick }: DeedProps) {
  return (
    <button type="button" class={isGrave ? 'chat-deed chat-deed-grave' : 'chat-deed'} onClick={onClick}>
      {words}
    </button>
  );
}

interface OrderProps extends DeedsProps {
  readonly act: Act;
  readonly isAsking: Signal<boolean>;
}

/** What moderators can do. */
function Order({ line, model, act, isAsking }: OrderProps) {
  const { author, id, isVisible } = line;
  const { room } = model;
  const isPinned = room.pinned.value?.id === id;
  const isOwn = room.me.value?.id === author.id;
  return (
    <>
      <Deed
        words={say(isVisible ? 'chat.hideMessage' : 'chat.showMessage')}
        onClick={() => act(room.setVisible(id, !isVisible))}
      />
      {isVisible && (
        <Deed words={say(isPinned ? 'chat.unpin' : 'chat.pin')} onClick={() => act(room.pin(isPinned ? null : id))} />
      )}
      {!isOwn && (
        <>
          <Deed
            words={say('chat.silence', { count: TIME_OUT_MINUTES })}
            onClick={() => act(room.silence(author.id, TIME_OUT_MINUTES * 60))}
          />
          <Deed words={say('chat.remove')} isGrave onClick={() => (isAsking.value = true)} />
        </>
      )}
    </>
  );
}

/** What can be done with a message, in place below it: anybody answers, moderators keep order. */
export function Deeds({ line, model }: DeedsProps) {
  const box = useRef<HTMLDivElement>(null);
  const isAsking = useSignal(false);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [isAsking.value]);
  useFocusHandedOn(box, (deeds) => deeds.closest('article'));
  const { author } = line;
  const me = model.room.me.value;
  const act: Act = (deed) =>
    void deed.then((answer) => {
      problem.value = answer;
      if (answer === null) model.chosenId.value = null;
    });
  return (
    <div
      ref={box}
      class="chat-deeds"
      role="group"
      aria-label={say('chat.deedsOf', { name: author.name })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        model.chosenId.value = null;
      }}
    >
      {isAsking.value ? (
        <>
          <p>{fill('chat.removeSure', { name: <bdi>{author.name}</bdi> })}</p>
          <Deed words={say('chat.removeKeep')} onClick={() => (isAsking.value = false)} />
          <Deed words={say('chat.removeDo')} isGrave onClick={() => act(model.room.ban(author.id))} />
        </>
      ) : (
        <>
          <Deed words={say('chat.answer')} onClick={() => model.answer(line)} />
          {me?.id !== author.id && <Deed words={say('chat.mention')} onClick={() => model.mention(author.name)} />}
          {me?.isModerator === true && <Order line={line} model={model} act={act} isAsking={isAsking} />}
        </>
      )}
      {problem.value !== null && (
        <p class="chat-problem" role="alert">
          {problem.value}
        </p>
      )}
    </div>
  );
}
