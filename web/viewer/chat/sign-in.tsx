import { type Signal, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { browserMemory } from '../../shared/memory.ts';
import { say } from '../../shared/words.ts';
import { accountMemory, readAccount } from '../account.ts';
import { type ChatModel, maySignIn } from './chat-model.ts';
import { forgetCodeSent, readCodeSent, rememberCodeSent } from './code-sent.ts';

interface WayProps {
  readonly model: ChatModel;
  readonly problem: Signal<string>;
  readonly isBusy: Signal<boolean>;
}

/** How people can prove who they are; those who have, and those in somebody else's frame, are not asked. */
export function SignIn({ model }: { readonly model: ChatModel }) {
  const { byAddress, byFediverse, account } = model.facts.signIn;
  const problem = useSignal('');
  const isBusy = useSignal(false);
  if (!maySignIn(model.facts.signIn) || model.room.me.value?.isAuthenticated === true) return null;
  const way = { model, problem, isBusy };
  return (
    <section class="chat-sign-in" aria-labelledby="chat-sign-in-title">
      <h3 id="chat-sign-in-title">{say('identity.prove')}</h3>
      <p>{say('identity.proveWhy')}</p>
      {byAddress && <AddressWay {...way} />}
      {byFediverse && <FediverseWay {...way} />}
      {account !== null && (
        <button type="button" class="action" disabled={isBusy.value} onClick={() => void leave(way, null)}>
          {say('identity.signInWith', { provider: account })}
        </button>
      )}
      {problem.value !== '' && (
        <p class="chat-problem" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}

/** Goes to where one proves it: the place of an address, or with null the provider of accounts. */
async function leave({ model, problem, isBusy }: WayProps, address: string | null): Promise<void> {
  isBusy.value = true;
  const departure = await model.room.signIn(address);
  if (departure.kind === 'redirect') return location.assign(departure.url);
  isBusy.value = false;
  problem.value = departure.problem;
}

/** One field with its button. */
function Way(props: {
  readonly label: string;
  readonly typed: Signal<string>;
  readonly inputMode: 'url' | 'email' | 'numeric';
  readonly example?: string;
  readonly autocomplete?: 'url' | 'one-time-code';
  readonly isBusy: boolean;
  readonly button: string;
  readonly onGo: () => Promise<void>;
}) {
  const id = useId();
  const { typed } = props;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void props.onGo();
      }}
    >
      <label for={id}>
        <span>{props.label}</span>
      </label>
      <span class="chat-sign-in-row">
        <input
          id={id}
          class="chat-field"
          type="text"
          inputMode={props.inputMode}
          dir="ltr"
          autocomplete={props.autocomplete}
          autocapitalize="none"
          spellcheck={false}
          required
          placeholder={props.example}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
        <button type="submit" class="action" disabled={props.isBusy}>
          {props.button}
        </button>
      </span>
    </form>
  );
}

function AddressWay(props: WayProps) {
  const typed = useSignal('');
  return (
    <Way
      label={say('identity.address')}
      typed={typed}
      inputMode="url"
      autocomplete="url"
      example="https://"
      button={say('chat.signIn')}
      isBusy={props.isBusy.value}
      onGo={() => leave(props, typed.value.trim())}
    />
  );
}

/** The account, to which a code is sent, and the code while one is on its way. */
function FediverseWay(props: WayProps) {
  const { clock } = props.model;
  const sentTo = useSignal(readCodeSent(browserMemory, clock.wallMs()));
  const noteSent = (account: string) => {
    rememberCodeSent(browserMemory, account, clock.wallMs());
    sentTo.value = account;
  };
  return (
    <>
      <AccountWay {...props} onSent={noteSent} />
      {sentTo.value !== null && (
        <>
          <p role="status">{say('identity.codeSent', { account: sentTo.value })}</p>
          <CodeWay {...props} />
        </>
      )}
    </>
  );
}

/** Does what may fail, and says so; true when it went well. */
async function attempt({ problem, isBusy }: WayProps, call: () => Promise<string | null>): Promise<boolean> {
  isBusy.value = true;
  const fault = await call();
  isBusy.value = false;
  problem.value = fault ?? '';
  return fault === null;
}

function AccountWay(props: WayProps & { readonly onSent: (account: string) => void }) {
  const { isBusy, model, problem } = props;
  const typed = useSignal(browserMemory.read(accountMemory) ?? '');
  const send = async (): Promise<void> => {
    const account = readAccount(typed.peek());
    if (account === null) return void (problem.value = say('follow.needsAccount'));
    if (!(await attempt(props, () => model.room.sendCode(account)))) return;
    browserMemory.write(accountMemory, account);
    props.onSent(account);
  };
  return (
    <Way
      label={say('identity.fediverse')}
      typed={typed}
      inputMode="email"
      example={say('follow.example')}
      button={say('identity.sendCode')}
      isBusy={isBusy.value}
      onGo={send}
    />
  );
}

function CodeWay(props: WayProps) {
  const typed = useSignal('');
  const check = async (): Promise<void> => {
    if (await attempt(props, () => props.model.room.checkCode(typed.peek().trim()))) forgetCodeSent(browserMemory);
  };
  return (
    <Way
      label={say('identity.code')}
      typed={typed}
      inputMode="numeric"
      autocomplete="one-time-code"
      button={say('chat.signIn')}
      isBusy={props.isBusy.value}
      onGo={check}
    />
  );
}
