import { useRef } from 'preact/hooks';
import { CloseIcon } from '../../shared/icons.tsx';
import { say } from '../../shared/words.ts';
import { PinIcon, PopOutIcon } from './chat-icons.tsx';
import type { ChatModel } from './chat-model.ts';
import { Composer } from './composer.tsx';
import { useFocusHandedOn } from './focus.ts';
import { IdentityDialog } from './identity-dialog.tsx';
import type { MessageLine } from './lines.ts';
import { LogView } from './log-view.tsx';
import { PieceView } from './piece-view.tsx';

/** Where the chat is when it is alone on a page. */
const popOutPath = '/embed/chat/readwrite';

function popOut(event: MouseEvent): void {
  const opened = window.open(popOutPath, 'aerial-chat', 'popup,width=400,height=700');
  if (opened !== null) event.preventDefault();
}

interface ColumnProps {
  readonly model: ChatModel;
  readonly onHide: () => void;
}

/** The chat beside the picture: its name, what is said, and where one writes. */
export function ChatColumn({ model, onHide }: ColumnProps) {
  return (
    <>
      <header class="chat-bar">
        <h2>{say('chat.title')}</h2>
        <a class="chat-icon-button" href={popOutPath} target="_blank" title={say('chat.popOut')} onClick={popOut}>
          <PopOutIcon />
          <span class="unseen">{say('chat.popOut')}</span>
        </a>
        <button type="button" class="chat-icon-button" title={say('chat.hide')} onClick={onHide}>
          <CloseIcon />
          <span class="unseen">{say('chat.hide')}</span>
        </button>
      </header>
      <ChatWindow model={model} />
    </>
  );
}

/** What a moderator put above the others. */
function Pinned({ model }: { readonly model: ChatModel }) {
  const line = model.room.pinned.value;
  return line?.kind === 'message' ? <PinnedMessage model={model} line={line} /> : null;
}

function PinnedMessage({ model, line }: { readonly model: ChatModel; readonly line: MessageLine }) {
  const box = useRef<HTMLElement>(null);
  useFocusHandedOn(box, ({ parentElement }) => parentElement?.querySelector<HTMLElement>('.chat-log'));
  return (
    <aside ref={box} class="chat-pinned" aria-label={say('chat.pinned')}>
      <PinIcon />
      <div class={`chat-pinned-box chat-user-${line.author.colour}`} tabIndex={0}>
        {/* It begins at the side of what is said, whatever the name. */}
        <div class="chat-pinned-words" dir="auto">
          <bdi class="chat-name">{line.author.name}</bdi>
          <div class="chat-text">
            <PieceView pieces={line.pieces} />
          </div>
        </div>
      </div>
      {model.room.me.value?.isModerator === true && (
        <button
          type="button"
          class="chat-icon-button"
          title={say('chat.unpin')}
          onClick={() => void model.room.pin(null)}
        >
          <CloseIcon />
          <span class="unseen">{say('chat.unpin')}</span>
        </button>
      )}
    </aside>
  );
}

/** Log and composer. */
export function ChatWindow({ model }: { readonly model: ChatModel }) {
  return (
    <>
      <Pinned model={model} />
      <LogView model={model} />
      <Composer model={model} />
      {model.isIdentityOpen.value && <IdentityDialog model={model} />}
    </>
  );
}

/** What is said, for reading alone: as a page in a frame, or over a picture. */
export function ChatReader({ model, isOverlay }: { readonly model: ChatModel; readonly isOverlay: boolean }) {
  const { barrier, isTroubled } = model.room;
  const trouble = barrier.value === null ? isTroubled.value : true;
  return (
    <>
      {!isOverlay && <Pinned model={model} />}
      <LogView model={model} isOverlay={isOverlay} />
      {trouble && !isOverlay && (
        <p class="chat-status chat-reader-status" role="status">
          {model.obstacle.value !== null && say(model.obstacle.value)}
        </p>
      )}
    </>
  );
}
