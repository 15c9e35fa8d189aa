import { useState } from 'preact/hooks';
import { Action } from '../kit/action.tsx';
import { Field } from '../kit/fields.tsx';
import { useStudio } from '../studio.ts';
import { Modal } from './modal.tsx';
import { NotesView } from './notes-view.tsx';

function PasswordForm() {
  const { api } = useStudio();
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    if (isBusy) return;
    if (password === '') return setFault('Type the password of the studio.');
    setBusy(true);
    setFault(await api.signIn(password));
    setBusy(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <input type="text" name="username" value="admin" autocomplete="username" hidden />
      <Field id="password" label="Password" fault={fault}>
        {(ids) => (
          <input
            {...ids}
            // Preact knows a type for each kind of field, and none for two.
            type={(isShown ? 'text' : 'password') as 'text'}
            autocomplete="current-password"
            maxLength={200}
            autofocus
            value={password}
            onInput={(event) => {
              setPassword(event.currentTarget.value);
              setFault(null);
            }}
          />
        )}
      </Field>
      <div class="gate-actions">
        <Action tone="quiet" isSmall onPress={() => setShown(!isShown)}>
          {isShown ? 'Hide what I type' : 'Show what I type'}
        </Action>
        <button type="submit" class="action action-main">
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </div>
    </form>
  );
}

/** The way in with an account of a provider that the owner named; it leads back to where one wanted to go. */
function AccountWay({ isAgain }: { readonly isAgain: boolean }) {
  const { accountsOf, router } = useStudio();
  if (accountsOf === '') return null;
  const place = [router.page.value, router.rest.value].filter((part) => part !== '').join('/');
  const href = `/api/auth/openid/studio?${new URLSearchParams({ place }).toString()}`;
  return (
    <>
      <div class="gate-other">
        <p>
          <span>or</span>
        </p>
        {/* The provider's page would take the place of what is being written. */}
        <a class="action" href={href} {...(isAgain && { target: '_blank', rel: 'noopener' })}>
          Sign in with <bdi>{accountsOf}</bdi>
        </a>
      </div>
      {isAgain && <p class="quiet">That opens in another tab. Come back to this one then.</p>}
    </>
  );
}

function Card({ isAgain }: { readonly isAgain: boolean }) {
  const { api, channelName, settings } = useStudio();
  const isKept = isAgain || settings.pending.value.length > 0;
  return (
    <div class="gate">
      <main class="gate-card">
        <p class="gate-brand">
          <img src="/logo" alt="" width="32" height="32" />
          <span dir="auto">{channelName}</span>
        </p>
        <h1>Sign in to the studio</h1>
        {api.setupNeeded.value && (
          <p class="hint">
            No password is set yet. The server printed a link when it first started; open that, or run{' '}
            <code>aerial reset-password</code> on its machine for a new one.
          </p>
        )}
        {isKept && (
          <p class="hint">{isAgain && 'The session has ended. '}What you have not saved is kept until you are back.</p>
        )}
        <PasswordForm />
        <AccountWay isAgain={isAgain} />
        <NotesView />
      </main>
    </div>
  );
}

/** The way into the studio: the password, or an account that the owner listed. */
export function SignIn() {
  return <Card isAgain={false} />;
}

/** The way back in for whoever was at work when the session ended: it stands over the page, which stays as it is. */
export function SignInAgain() {
  return (
    <Modal label="Sign in to the studio" class="gate-again">
      <Card isAgain />
    </Modal>
  );
}
