import { CloseIcon } from '../../shared/icons.tsx';
import { fill, say, type WordKey } from '../../shared/words.ts';
import { EmojiIcon, ReplyIcon, SendIcon } from './chat-icons.tsx';
import { type ChatModel, maySignIn } from './chat-model.ts';
import { type DraftFacts, judgeDraft } from './draft.ts';
import { EmojiPicker } from './emoji-picker.tsx';
import { WritingBox } from './writing-box.tsx';

function Answered({ model }: { readonly model: ChatModel }) {
  const line = model.replyTo.value;
  if (line === null) return null;
  return (
    <div class="chat-answered">
      <ReplyIcon />
      <span>{fill('chat.answerTo', { name: <bdi>{line.author.name}</bdi> })}</span>
      <button
        type="button"
        class="chat-icon-button"
        onClick={() => {
          model.replyTo.value = null;
          model.focus();
        }}
      >
        <CloseIcon />
        <span class="unseen">{say('chat.answerNot')}</span>
      </button>
    </div>
  );
}

function statusOf(obstacle: WordKey | null, { left, isTooLong }: DraftFacts): string {
  if (obstacle !== null) return say(obstacle);
  if (left === null) return isTooLong ? say('chat.tooLong') : '';
  return left < 0 ? say('chat.tooMany', { count: -left }) : say('chat.charactersLeft', { count: left });
}

/** Who one is, how to sign in where that is asked for, and why nothing can be sent. */
function Foot({ model, facts }: { readonly model: ChatModel; readonly facts: DraftFacts }) {
  const me = model.room.me.value;
  const isShut = model.room.barrier.value !== null;
  const isAskedToSignIn = !isShut && model.needsSignIn.value && maySignIn(model.facts.signIn);
  const status = statusOf(model.obstacle.value, facts);
  const openIdentity = () => (model.isIdentityOpen.value = true);
  return (
    <div class="chat-foot">
      <div class="chat-foot-start">
        {me !== null && !isShut && (
          <button
            type="button"
            class={`chat-me chat-user-${me.colour}`}
            title={say('chat.changeMe')}
            onClick={openIdentity}
          >
            <span class="chat-name" dir="auto">
              {me.name}
            </span>
          </button>
        )}
        {isAskedToSignIn && (
          <button type="button" class="chat-deed" onClick={openIdentity}>
            {say('chat.signIn')}
          </button>
        )}
      </div>
      <span id="chat-status" class="chat-status" role="status">
        {/* A sentence of its own each time: one that grew longer would have moved. */}
        <span key={status}>{status}</span>
      </span>
    </div>
  );
}

/** Where one writes: the box, who one is, what is left of the limit, and why nothing can be sent. */
export function Composer({ model }: { readonly model: ChatModel }) {
  const obstacle = model.obstacle.value;
  const facts = judgeDraft(model.draft.value, model.facts.maxPayloadBytes);
  const maySend = obstacle === null && !facts.isEmpty && !facts.isTooLong;
  const isShut = model.room.barrier.value !== null;
  return (
    <form
      class="chat-composer"
      data-obstacle={obstacle === null ? undefined : ''}
      onSubmit={(event) => {
        event.preventDefault();
        if (maySend) model.send();
      }}
    >
      {model.isPickerOpen.value && <EmojiPicker model={model} />}
      <Answered model={model} />
      <div class="chat-writing">
        <WritingBox model={model} isOff={isShut} maySend={maySend} />
        <button
          type="button"
          class="chat-icon-button"
          data-control="emoji"
          aria-expanded={model.isPickerOpen.value}
          onClick={() => (model.isPickerOpen.value = !model.isPickerOpen.peek())}
        >
          <EmojiIcon />
          <span class="unseen">{say('emoji.title')}</span>
        </button>
        <button type="submit" class="chat-icon-button chat-send" aria-disabled={!maySend}>
          <SendIcon />
          <span class="unseen">{say('chat.send')}</span>
        </button>
      </div>
      <Foot model={model} facts={facts} />
    </form>
  );
}
