import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isOfInputMethod } from '../../shared/composing.ts';
import { say } from '../../shared/words.ts';
import type { ChatModel } from './chat-model.ts';
import { DRAFT_LIMIT } from './draft.ts';
import { complete, openWordAt, type OpenWord } from './mentions.ts';

interface Offer {
  readonly word: OpenWord;
  /** What would stand there instead. */
  readonly choices: readonly string[];
  readonly at: number;
}

type Offering = Signal<Offer | null>;

/** What the word before the caret may become; null where there is nothing to offer. */
function offerFor(model: ChatModel, text: string, caret: number): Offer | null {
  const word = openWordAt(text, caret);
  if (word === null) return null;
  if (word.sign === ':') void model.loadEmoji();
  const names = word.sign === '@' ? model.namesHere() : (model.emoji.peek() ?? []).map(({ name }) => name);
  const end = word.sign === '@' ? '' : ':';
  const choices = complete(names, word.start).map((name) => word.sign + name + end);
  return choices.length === 0 ? null : { word, choices, at: 0 };
}

function accept(model: ChatModel, offer: Offering, choice: string): void {
  const word = offer.peek()?.word;
  offer.value = null;
  if (word !== undefined) model.insert(choice, { start: word.at, end: word.at + word.start.length + 1 });
  model.focus();
}

/** What a key does to an open offer; false when it is not the offer's. */
function pressOnOffer(model: ChatModel, offer: Offering, key: string): boolean {
  const open = offer.peek();
  if (open === null) return false;
  const { length } = open.choices;
  if (key === 'ArrowDown') offer.value = { ...open, at: (open.at + 1) % length };
  else if (key === 'ArrowUp') offer.value = { ...open, at: (open.at + length - 1) % length };
  else if (key === 'Tab' || key === 'Enter') accept(model, offer, open.choices[open.at] ?? '');
  else if (key === 'Escape') offer.value = null;
  else return false;
  return true;
}

function OfferView({ model, offer }: { readonly model: ChatModel; readonly offer: Offering }) {
  const open = offer.value;
  if (open === null) return null;
  return (
    <div class="chat-offer" id="chat-offer" role="listbox" aria-label={say('chat.suggestions')}>
      {open.choices.map((choice, index) => (
        <button
          key={choice}
          id={`chat-offer-${index}`}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === open.at}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => accept(model, offer, choice)}
        >
          <bdi>{choice}</bdi>
        </button>
      ))}
    </div>
  );
}

interface WritingBoxProps {
  readonly model: ChatModel;
  readonly isOff: boolean;
  readonly maySend: boolean;
}

/** The box to write in, with names and emoji offered while they are typed. */
export function WritingBox({ model, isOff, maySend }: WritingBoxProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const offer: Offering = useSignal<Offer | null>(null);
  const text = model.draft.value;
  useLayoutEffect(() => {
    model.attach(box.current);
    return () => model.attach(null);
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
  const onKey = (event: KeyboardEvent) => {
    if (isOfInputMethod(event)) return;
    if (pressOnOffer(model, offer, event.key)) return event.preventDefault();
    if (event.key === 'Escape') model.replyTo.value = null;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (maySend) model.send();
  };
  const describes = offer.value === null ? {} : { 'aria-activedescendant': `chat-offer-${offer.value.at}` };
  return (
    <>
      <OfferView model={model} offer={offer} />
      <textarea
        ref={box}
        class="chat-box"
        rows={1}
        // While there is nothing, the hint reads as the page does.
        {...(text !== '' && { dir: 'auto' })}
        placeholder={say('chat.say')}
        aria-label={say('chat.yourMessage')}
        aria-describedby="chat-status"
        {...describes}
        enterkeyhint="send"
        autocomplete="off"
        maxLength={DRAFT_LIMIT * 4}
        readOnly={isOff}
        value={text}
        onInput={({ currentTarget }) => {
          model.draft.value = currentTarget.value.replaceAll(/[\r\n]+/g, ' ');
          offer.value = offerFor(model, currentTarget.value, currentTarget.selectionEnd);
        }}
        onBlur={() => (offer.value = null)}
        onKeyDown={onKey}
      />
    </>
  );
}
