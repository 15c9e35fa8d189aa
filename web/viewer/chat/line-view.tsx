import type { ComponentChild } from 'preact';
import { CheckIcon } from '../../shared/icons.tsx';
import { fill, formats, say, type WordKey } from '../../shared/words.ts';
import { MoreIcon, ReplyIcon, ShieldIcon } from './chat-icons.tsx';
import type { Author, FediverseDeed } from './chat-events.ts';
import type { ChatModel } from './chat-model.ts';
import { Deeds } from './deeds.tsx';
import { type Line, type MessageLine, presenceWords } from './lines.ts';
import { PieceView } from './piece-view.tsx';
import { isOnlyEmoji, wordsOf } from './pieces.ts';

const QUOTE_LENGTH = 80;

function Badges({ author }: { readonly author: Author }) {
  return (
    <>
      {author.isModerator && (
        <span class="chat-badge" title={say('chat.moderator')}>
          <ShieldIcon />
          <span class="unseen">{say('chat.moderator')}</span>
        </span>
      )}
      {author.isAuthenticated && !author.isBot && (
        <span class="chat-badge" title={say('chat.signedIn')}>
          <CheckIcon />
          <span class="unseen">{say('chat.signedIn')}</span>
        </span>
      )}
      {author.isBot && <span class="chat-badge chat-badge-bot">{say('chat.bot')}</span>}
    </>
  );
}

// Made once, when the page's language is known: they cost more than all else about a message.
let shortTime: Intl.DateTimeFormat | null = null;
let longTime: Intl.DateTimeFormat | null = null;

function Time({ ms }: { readonly ms: number }) {
  shortTime ??= new Intl.DateTimeFormat(formats(), { hour: '2-digit', minute: '2-digit' });
  longTime ??= new Intl.DateTimeFormat(formats(), { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time class="chat-time" dateTime={new Date(ms).toISOString()} title={longTime.format(ms)}>
      {shortTime.format(ms)}
    </time>
  );
}

function Quote({ line, model }: { readonly line: MessageLine; readonly model: ChatModel }) {
  if (line.replyToId === null) return null;
  const answered = model.room.lines.peek().find(({ id }) => id === line.replyToId);
  if (answered?.kind !== 'message') return <p class="chat-quote">{say('chat.answerToEarlier')}</p>;
  return (
    <p class="chat-quote" dir="auto">
      <ReplyIcon />
      <span>
        <b>{answered.author.name}</b> {wordsOf(answered.pieces).slice(0, QUOTE_LENGTH)}
      </span>
    </p>
  );
}

interface MessageProps {
  readonly line: MessageLine;
  readonly model: ChatModel;
  readonly isFollowUp: boolean;
}

/** A press on the words with a finger opens what can be done; with a mouse the button does, so that words can be marked. */
function isTapOnWords(event: MouseEvent): boolean {
  const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
  return isTouch && event.target instanceof Element && event.target.closest('a, button') === null;
}

function Message({ line, model, isFollowUp }: MessageProps) {
  const { author, pieces } = line;
  const isChosen = model.chosenId.value === line.id;
  const choose = () => (model.chosenId.value = isChosen ? null : line.id);
  const classes = [
    'chat-line chat-message',
    `chat-user-${author.colour}`,
    isFollowUp && 'is-follow-up',
    line.namesMe && 'names-me',
    !line.isVisible && 'is-hidden',
    isChosen && 'is-chosen',
    isOnlyEmoji(pieces) && 'is-only-emoji',
  ];
  return (
    <article
      class={classes.filter(Boolean).join(' ')}
      data-id={line.id}
      tabIndex={-1}
      onClick={(event) => isTapOnWords(event) && choose()}
    >
      <Quote line={line} model={model} />
      <header class={isFollowUp ? 'unseen' : 'chat-head'}>
        <button type="button" class="chat-name" tabIndex={-1} dir="auto" onClick={() => model.mention(author.name)}>
          {author.name}
        </button>
        <Badges author={author} />
        <Time ms={line.timeMs} />
      </header>
      <div class="chat-text" dir="auto">
        <PieceView pieces={pieces} />
      </div>
      {!line.isVisible && <p class="chat-note">{say('chat.hidden')}</p>}
      <button type="button" class="chat-more" tabIndex={-1} aria-expanded={isChosen} onClick={choose}>
        <MoreIcon />
        <span class="unseen">{say('chat.deeds')}</span>
      </button>
      {isChosen && <Deeds line={line} model={model} />}
    </article>
  );
}

const deedWords: Readonly<Record<FediverseDeed, WordKey>> = {
  follow: 'chat.follows',
  like: 'chat.likes',
  repost: 'chat.reposts',
  reply: 'chat.answers',
};

function Note({ line }: { readonly line: Exclude<Line, { kind: 'message' }> }): ComponentChild {
  switch (line.kind) {
    case 'presence':
      return <p class="chat-note">{presenceWords(line)}</p>;
    case 'renamed':
      return (
        <p class="chat-note">
          {fill('chat.renamed', { old: <bdi>{line.oldName}</bdi>, new: <bdi>{line.author.name}</bdi> })}
        </p>
      );
    case 'action':
      return (
        <div class="chat-note chat-action" dir="auto">
          <PieceView pieces={line.pieces} />
        </div>
      );
    case 'station':
      return (
        <div class="chat-station">
          {line.name !== '' && (
            <p class="chat-station-name" dir="auto">
              {line.name}
            </p>
          )}
          <div class="chat-text" dir="auto">
            <PieceView pieces={line.pieces} />
          </div>
        </div>
      );
    case 'fediverse': {
      const name = <bdi>{line.account}</bdi>;
      const who =
        line.link === null ? (
          name
        ) : (
          <a href={line.link} target="_blank" rel="noopener noreferrer nofollow ugc">
            {name}
          </a>
        );
      return (
        <div class="chat-station">
          <p class="chat-text">{fill(deedWords[line.deed], { name: who })}</p>
          {line.deed === 'reply' && (
            <div class="chat-text" dir="auto">
              <PieceView pieces={line.pieces} />
            </div>
          )}
        </div>
      );
    }
  }
}

/** One line of the chat. */
export function LineView({
  line,
  ...rest
}: {
  readonly line: Line;
  readonly model: ChatModel;
  readonly isFollowUp: boolean;
}) {
  if (line.kind === 'message') return <Message line={line} {...rest} />;
  return (
    <div class="chat-line" data-kind={line.kind}>
      <Note line={line} />
    </div>
  );
}
