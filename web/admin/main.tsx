import { render } from 'preact';
import { ApiClient } from '../shared/api-client.ts';
import { browserClock } from '../shared/clock.ts';
import { App } from './app.tsx';
import { FirstRun } from './first-run.ts';
import { mayLeave } from './guard.ts';
import { Notes } from './notes.ts';
import { pages } from './pages.ts';
import { Questions } from './questions.ts';
import { Router } from './router.ts';
import { ServerClock } from './server-clock.ts';
import { SettingsDesk } from './settings/settings-desk.ts';
import { Station } from './station.ts';
import { StudioApi } from './studio-api.ts';
import { Studio } from './studio.ts';

/** How long an answer of the server is waited for. */
const answerTimeoutMs = 20_000;

const root = document.getElementById('studio');
if (root === null) throw new Error('The page has no #studio');

const labels = new Map(
  pages.flatMap(({ settings = [] }) =>
    settings.flatMap(({ entries }) => entries.map(({ name, label }) => [name, label])),
  ),
);
const clock = new ServerClock(browserClock);
const client = new ApiClient({ timeoutMs: answerTimeoutMs, fetch: (input, init) => fetch(input, init) });
const api = new StudioApi({ client, clock });
const questions = new Questions();
const notes = new Notes({ clock });
const settings = new SettingsDesk({ api, labelOf: (name) => labels.get(name) ?? name });
const router = new Router({ history, location, mayLeave: () => mayLeave(settings, questions, notes) });
const station = new Station({ api, clock, hidden: () => document.hidden });
const firstRun = new FirstRun({ api, router, cameWithoutPage: router.page.peek() === '' });
const studio = new Studio({
  api,
  clock,
  firstRun,
  notes,
  questions,
  router,
  settings,
  station,
  channelName: root.dataset['channel'] ?? '',
  accountsOf: root.dataset['accountsOf'] ?? '',
  worldMap: root.dataset['worldMap'] ?? '',
});

if (router.page.peek() === '') router.replace(pages[0]?.path ?? '');
addEventListener('popstate', () => void router.follow());
addEventListener('beforeunload', (event) => {
  if (settings.pending.peek().length > 0) event.preventDefault();
});
/** In another tab or window somebody may have signed in meanwhile. */
function readSessionAgain(): void {
  if (api.session.peek() === 'ended') void api.readSession();
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  if (api.session.peek() === 'in') void settings.refresh();
  readSessionAgain();
});
addEventListener('focus', readSessionAgain);
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k' || api.session.peek() !== 'in') return;
  event.preventDefault();
  studio.paletteOpen.value = !studio.paletteOpen.peek();
});

root.replaceChildren();
render(<App studio={studio} pages={pages} />, root);
void api.readSession();
