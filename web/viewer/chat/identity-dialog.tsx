import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { fill, say, type WordKey } from '../../shared/words.ts';
import { useModal } from '../modal.ts';
import type { ChatModel } from './chat-model.ts';
import { SignIn } from './sign-in.tsx';

const NAME_LENGTH = 30;
const colourNames: readonly WordKey[] = [
  'identity.red',
  'identity.yellow',
  'identity.olive',
  'identity.green',
  'identity.cyan',
  'identity.blue',
  'identity.violet',
  'identity.pink',
];

function Colours({ colour }: { readonly colour: Signal<number> }) {
  return (
    <fieldset>
      <legend>{say('identity.colour')}</legend>
      <div class="chat-colours">
        {colourNames.map((words, index) => (
          <label key={words} class={`chat-user-${index}`} title={say(words)}>
            <input
              type="radio"
              name="colour"
              checked={colour.value === index}
              onChange={() => (colour.value = index)}
              aria-label={say(words)}
            />
            <span class="chat-colour" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Preview({ name, colour }: { readonly name: string; readonly colour: number }) {
  const shown = (
    <span class="chat-name" dir="auto">
      {name.trim() || say('identity.nobody')}
    </span>
  );
  return <p class={`chat-preview chat-user-${colour}`}>{fill('identity.preview', { name: shown })}</p>;
}

function Buttons({ onCancel }: { readonly onCancel: () => void }) {
  return (
    <div class="chat-dialog-buttons">
      <button type="button" class="action" onClick={onCancel}>
        {say('identity.cancel')}
      </button>
      <button type="submit" class="action chat-primary">
        {say('identity.save')}
      </button>
    </div>
  );
}

/** Name and colour, in a dialog of their own. */
export function IdentityDialog({ model }: { readonly model: ChatModel }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const me = model.room.me.value;
  const name = useSignal(me?.name ?? '');
  const colour = useSignal(me?.colour ?? 0);
  const problem = useSignal('');
  const close = useModal(dialog);
  const save = () => {
    const newName = name.value.trim();
    if (newName === '') {
      problem.value = say('identity.needsName');
      return;
    }
    const { room } = model;
    const isSent =
      (newName === me?.name || room.rename(newName)) && (colour.value === me?.colour || room.recolour(colour.value));
    if (isSent) close();
    else problem.value = say('identity.notNow');
  };
  return (
    <dialog
      ref={dialog}
      class="chat-dialog"
      aria-labelledby="chat-dialog-title"
      onClose={() => (model.isIdentityOpen.value = false)}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <h2 id="chat-dialog-title">{say('identity.title')}</h2>
        <label>
          <span>{say('identity.name')}</span>
          <input
            class="chat-field"
            dir="auto"
            maxLength={NAME_LENGTH}
            autocomplete="nickname"
            value={name.value}
            onInput={(event) => (name.value = event.currentTarget.value)}
          />
        </label>
        <Colours colour={colour} />
        <Preview name={name.value} colour={colour.value} />
        {problem.value !== '' && (
          <p class="chat-problem" role="alert">
            {problem.value}
          </p>
        )}
        <Buttons onCancel={close} />
      </form>
      <SignIn model={model} />
    </dialog>
  );
}
