import { useState } from 'preact/hooks';
import { Action } from '../kit/action.tsx';
import { Field } from '../kit/fields.tsx';
import { useStudio } from '../studio.ts';

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
function AccountWay() {
  const { accountsOf, router } = useStudio();
  if (accountsOf === '') return null;
  const place = [router.page.value, router.rest.value].filter((part) => part !== '').join('/');
  return (
    <div class="gate-other">
      <p>
        <span>or</span>
      </p>
      <a class="action" href={`/api/auth/openid/studio?${new URLSearchParams({ place }).toString()}`}>
        Sign in with <bdi>{accountsOf}</bdi>
      </a>
    </div>
  );
}

/** The way into the studio: the password, or an account that the owner listed. */
export function SignIn() {
  const { api, channelName, settings } = useStudio();
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
        {settings.pending.value.length > 0 && (
          <p class="hint">The session has ended. What you have not saved is kept until you are back.</p>
        )}
        <PasswordForm />
        <AccountWay />
      </main>
    </div>
  );
}
