import { ApiClient } from '../shared/api-client.ts';
import { faultOf, readToken } from './new-password.ts';

/** How long the server may take; its hash takes a tenth of a second. */
const PATIENCE_MS = 15_000;

function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no #${id}`);
}

const form = find('form', HTMLFormElement);
const password = find('password', HTMLInputElement);
const again = find('again', HTMLInputElement);
const show = find('show', HTMLInputElement);
const fault = find('fault', HTMLElement);
const submit = find('submit', HTMLButtonElement);
const token = readToken(location.hash) ?? '';
const api = new ApiClient({ timeoutMs: PATIENCE_MS, fetch: (input, init) => fetch(input, init) });

function tell(sentence: string | null): void {
  fault.hidden = sentence === null;
  fault.textContent = sentence;
}

/** Shows one of the page's three faces. */
function turnTo(id: 'form' | 'broken' | 'ready'): void {
  for (const name of ['form', 'broken', 'ready']) find(name, HTMLElement).hidden = name !== id;
  find(id, HTMLElement).querySelector<HTMLElement>('[data-focus]')?.focus();
}

async function onSubmit(): Promise<void> {
  const wrong = faultOf(password.value, again.value);
  tell(wrong?.sentence ?? null);
  if (wrong !== null) return { password, again }[wrong.field].focus();
  submit.disabled = true;
  submit.textContent = 'Setting the password…';
  const reply = await api.call('POST /api/admin/setup', { body: { token, password: password.value } });
  submit.disabled = false;
  submit.textContent = 'Set the password';
  if (reply.kind === 'refused') return tell(reply.message);
  if (reply.kind === 'unreachable')
    return tell('The server does not answer. See whether it is running, and try again.');
  form.reset();
  // The token is spent; it need not stay in the address.
  history.replaceState(null, '', location.pathname);
  turnTo('ready');
}

show.addEventListener('change', () => {
  for (const field of [password, again]) field.type = show.checked ? 'text' : 'password';
});
for (const field of [password, again]) field.addEventListener('input', () => tell(null));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!submit.disabled) void onSubmit();
});
// A link that is pasted over this one changes nothing but what stands behind the hash mark.
addEventListener('hashchange', () => location.reload());
submit.disabled = false;
turnTo(token === '' ? 'broken' : 'form');
