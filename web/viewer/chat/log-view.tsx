import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { say } from '../../shared/words.ts';
import { DownIcon } from './chat-icons.tsx';
import type { ChatModel } from './chat-model.ts';
import { useFocusHandedOn } from './focus.ts';
import { LineView } from './line-view.tsx';
import { isFollowUp, lastSeenAt, type Line } from './lines.ts';

const noLines: readonly Line[] = [];
/** So near the end counts as the end. */
const NEAR_PX = 48;

/** Lines that have not changed keep their element, so that a new line costs one line and not all of them. */
function useLineCache(model: ChatModel): (line: Line, followUp: boolean) => VNode {
  const cache = useRef(new WeakMap<Line, { followUp: boolean; node: VNode }>());
  return (line, followUp) => {
    const kept = cache.current.get(line);
    if (kept?.followUp === followUp) return kept.node;
    const node = <LineView key={line.id} line={line} model={model} isFollowUp={followUp} />;
    cache.current.set(line, { followUp, node });
    return node;
  };
}

/** Arrows go from message to message, Enter opens what can be done with one. */
function onLogKey(event: KeyboardEvent, log: HTMLElement, model: ChatModel): void {
  if ([' ', 'PageUp', 'PageDown', 'Home', 'End'].includes(event.key)) return event.stopPropagation();
  const here = document.activeElement;
  if (!(here instanceof HTMLElement) || here.closest('.chat-deeds') !== null) return;
  if (event.key === 'Enter' && here.dataset['id'] !== undefined) model.chosenId.value = here.dataset['id'];
  else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    const all = [...log.querySelectorAll<HTMLElement>('article')];
    const at = all.indexOf(here);
    const next = event.key === 'ArrowDown' ? at + 1 : at < 0 ? all.length - 1 : at - 1;
    all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function NewMark() {
  return (
    <div class="chat-new-mark" role="separator">
      <span>{say('chat.new')}</span>
    </div>
  );
}

function freshWords(count: number): string {
  return count === 0 ? say('chat.toNewest') : say('chat.newMessages', { count });
}

function ToEnd({ words, onPress }: { readonly words: string; readonly onPress: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useFocusHandedOn(button, ({ parentElement }) => parentElement?.querySelector<HTMLElement>('.chat-log'));
  return (
    <button ref={button} type="button" class="chat-to-end" onClick={onPress}>
      <DownIcon />
      {words}
    </button>
  );
}

/** All that was said: it follows the newest unless the reader has gone back, and then says how much is new. */
export function LogView({ model, isOverlay = false }: { readonly model: ChatModel; readonly isOverlay?: boolean }) {
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const lastSeen = useSignal<Line | null>(null);
  const nodeOf = useLineCache(model);
  // Nothing is drawn before what was said earlier is there, so that nothing jumps when it comes.
  const lines = model.room.hasHistory.value ? model.room.lines.value : noLines;
  const toEnd = () => {
    const box = log.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [lines]);
  useEffect(() => {
    const observer = new ResizeObserver(() => isAtEnd.current && toEnd());
    for (const box of [log.current, log.current?.firstElementChild]) if (box) observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const box = log.current;
    if (box === null) return;
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    if (isNear === isAtEnd.current) return;
    isAtEnd.current = isNear;
    model.room.setReading(!isNear);
    lastSeen.value = isNear ? null : (model.room.lines.peek().at(-1) ?? null);
  };
  const seen = lastSeen.value;
  const seenAt = seen === null ? -1 : lastSeenAt(lines, seen);
  const fresh = seen === null ? [] : lines.slice(seenAt + 1).filter(({ kind }) => kind === 'message');
  const isEmpty = model.room.hasHistory.value && lines.length === 0 && !isOverlay;
  return (
    <div class="chat-reading">
      <div
        ref={log}
        class="chat-log"
        role="log"
        aria-label={say('chat.messages')}
        aria-live={model.room.hasHistory.value ? 'polite' : 'off'}
        tabIndex={isOverlay ? -1 : 0}
        onScroll={onScroll}
        onKeyDown={(event) => log.current && onLogKey(event, log.current, model)}
      >
        <div class="chat-lines">
          {isEmpty && <p class="chat-empty">{say('chat.empty')}</p>}
          {lines.flatMap((line, index) => {
            // One flat list of keyed lines: nested ones would be made anew whenever the oldest goes.
            const node = nodeOf(line, isFollowUp(lines[index - 1], line));
            return index === seenAt && fresh.length > 0 ? [node, <NewMark key="new-mark" />] : [node];
          })}
        </div>
      </div>
      {seen !== null && <ToEnd words={freshWords(fresh.length)} onPress={toEnd} />}
    </div>
  );
}
