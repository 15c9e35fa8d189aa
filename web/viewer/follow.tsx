import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ApiClient } from '../shared/api-client.ts';
import { FollowIcon } from '../shared/icons.tsx';
import { browserMemory } from '../shared/memory.ts';
import { fill, say } from '../shared/words.ts';
import { accountMemory, readAccount } from './account.ts';
import type { Channel } from './channel.ts';
import { useModal } from './modal.ts';

interface FollowNeeds {
  readonly channel: Channel;
  readonly api: Pick<ApiClient, 'call'>;
}

/** In a tab of its own, so that the picture plays on; where the browser allows none, here. */
function goTo(address: string): void {
  const opened = window.open(address, '_blank');
  if (opened === null) location.assign(address);
  else opened.opener = null;
}

interface FormProps extends FollowNeeds {
  readonly problem: Signal<string>;
  readonly onDone: () => void;
}

/** Asks for one's account, and leads to where its server lets one confirm. */
function AccountForm({ api, problem, onDone }: FormProps) {
  const typed = useSignal(browserMemory.read(accountMemory) ?? '');
  const isBusy = useSignal(false);
  const go = async () => {
    const account = readAccount(typed.peek());
    if (account === null) return void (problem.value = say('follow.needsAccount'));
    isBusy.value = true;
    const reply = await api.call('POST /api/remotefollow', { body: { account } });
    isBusy.value = false;
    const address = reply.kind === 'answered' ? reply.body?.redirectUrl : undefined;
    // Whatever a proxy in between may answer, nothing but a page is gone to.
    if (address === undefined || !/^https?:\/\//.test(address)) {
      problem.value = reply.kind === 'refused' ? reply.message : say('page.noAnswer');
      return;
    }
    browserMemory.write(accountMemory, account);
    goTo(address);
    onDone();
  };
  return (
    <form
      class="follow-form"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <label>
        <span>{say('follow.account')}</span>
        <input
          class="chat-field"
          type="text"
          inputMode="email"
          dir="ltr"
          autocomplete="email"
          autocapitalize="none"
          spellcheck={false}
          placeholder={say('follow.example')}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="action chat-primary" disabled={isBusy.value}>
        {say('follow.go')}
      </button>
    </form>
  );
}

function Dialog({ channel, api, onClose }: FollowNeeds & { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const problem = useSignal('');
  const close = useModal(dialog);
  return (
    <dialog ref={dialog} class="chat-dialog follow-dialog" aria-labelledby="follow-title" onClose={onClose}>
      <h2 id="follow-title">{fill('follow.title', { name: <bdi>{channel.name}</bdi> })}</h2>
      <p>{say('follow.words')}</p>
      <AccountForm channel={channel} api={api} problem={problem} onDone={close} />
      {problem.value !== '' && (
        <p class="chat-problem" role="alert">
          {problem.value}
        </p>
      )}
      <p class="follow-by-hand">
        {say('follow.byHand')} <bdi>@{channel.followAccount}</bdi>
      </p>
      <div class="chat-dialog-buttons">
        <button type="button" class="action" onClick={close}>
          {say('page.close')}
        </button>
      </div>
    </dialog>
  );
}

/** Follows the channel from wherever in the fediverse one is at home; nothing where the channel cannot be followed. */
export function Follow({ channel, api }: FollowNeeds) {
  const isOpen = useSignal(false);
  if (channel.followAccount === null) return null;
  return (
    <>
      <button type="button" class="action follow" onClick={() => (isOpen.value = true)}>
        <FollowIcon />
        {say('follow.button')}
      </button>
      {isOpen.value && <Dialog channel={channel} api={api} onClose={() => (isOpen.value = false)} />}
    </>
  );
}
