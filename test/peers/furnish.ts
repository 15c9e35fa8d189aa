import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from './wait.ts';

/** A station as far as it is furnished. */
export interface House {
  readonly url: string;
  /** Of the studio. */
  readonly password: string;
  readonly dataDirectory: string;
  /** Also what pages seldom get: names as long as they may be, words without an end. */
  readonly isAwkward?: true;
}

const weekMs = 7 * 86_400_000;
/** A name as long as one may be, and one in another script. */
const longName = 'Maximiliane von Hohenschwangau';
const people = ['Grumpy', 'Loud Larry', 'Mona', 'سلمى'] as const;
/** As long as a title may be, nearly. */
const longTitle = 'Night shift: slow synths and rain, and whatever else people put into the titles of their streams';
const saying = 'The tide turns at nine.';

const settings: Readonly<Record<string, unknown>> = {
  tags: ['music', 'ambient', 'live'],
  socialhandles: [
    { platform: 'mastodon', url: 'https://example.social/@lighthouse' },
    { platform: 'github', url: 'https://github.example/lighthouse' },
  ],
  externalactions: [
    { title: 'Support the pier', url: 'https://shop.example/pier', color: '#5b6cff' },
    { title: 'Timetable', html: '<h1>Fridays</h1><p>From eight.</p>' },
  ],
  serverurl: 'https://lighthouse.example',
  'federation/enable': true,
  'federation/blockdomains': ['spam.example', 'very-long-name-of-a-server-that-nobody-wants-to-hear-of.example'],
};

/** Calls the API as the owner; throws unless it agrees. */
export async function askAsOwner({ url, password }: House, path: string, body: object): Promise<unknown> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`admin:${password}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Gives a station everything that its studio has lists of, so that no page of it is empty: people and what was done to them, messages, keys to others. */
export async function furnish(house: House): Promise<void> {
  const ask = (path: string, body: object) => askAsOwner(house, path, body);
  for (const [path, value] of Object.entries(settings)) await ask(`/api/admin/config/${path}`, { value });
  if (house.isAwkward) await ask('/api/admin/config/streamtitle', { value: longTitle });
  await ask('/api/admin/firstrun', { step: 'done' });
  seedFollowers(house);
  await invitePeople(house);
  await connectOthers(house);
  await ask('/api/admin/schedule/event', {
    name: 'Night shift',
    description: 'Slow synths until the ships are in.',
    recurrence: 'DTSTART;TZID=Europe/Lisbon:20300104T210000\nRRULE:FREQ=WEEKLY;BYDAY=FR',
    durationMinutes: 180,
  });
  await ask('/api/admin/schedule/event', {
    name: house.isAwkward ? 'A special with a name that goes on and on, as names of specials do' : 'Midwinter special',
    start: new Date(Date.now() + weekMs).toISOString(),
    timezone: 'Europe/Lisbon',
    durationMinutes: 60,
  });
  await ask('/api/admin/emoji/upload', { name: 'lamp.svg', data: lamp, folder: 'pier' });
  // The fediverse takes a moment to begin after it was switched on.
  const post = () => ask('/api/admin/federation/send', { value: 'The lamp is lit. **Come by** on Friday. #pier' });
  await until(
    'the post is sent',
    () =>
      post().then(
        () => true,
        () => false,
      ),
    { timeoutMs: 20_000, everyMs: 200 },
  );
}

async function invitePeople(house: House): Promise<void> {
  const ask = (path: string, body: object) => askAsOwner(house, path, body);
  const ids = new Map<string, string>();
  for (const displayName of house.isAwkward ? [...people, longName] : people) {
    const answer = await fetch(`${house.url}/api/chat/register`, {
      method: 'POST',
      body: JSON.stringify({ displayName }),
    });
    ids.set(displayName, ((await answer.json()) as { readonly id: string }).id);
  }
  const enabled = { userId: ids.get('Grumpy'), enabled: false, reason: 'shouting' };
  await ask('/api/admin/chat/users/setenabled', enabled);
  await ask('/api/admin/chat/users/timeout', { userId: ids.get('Loud Larry'), seconds: 3600 });
  await ask('/api/admin/chat/users/setmoderator', { userId: ids.get('Mona'), isModerator: true });
  await ask('/api/admin/chat/users/ipbans/create', { value: '198.51.100.0/24' });
}

/** Programs of others, one of which nobody answers at, and a bot that says something. */
async function connectOthers(house: House): Promise<void> {
  const ask = (path: string, body: object) => askAsOwner(house, path, body);
  const hook = (await ask('/api/admin/webhooks/create', {
    url: 'https://hooks.example.invalid/a/path/that/is/as/long/as/those/of/real/hooks/are?token=0123456789abcdef',
    events: ['STREAM_STARTED', 'CHAT'],
  })) as { readonly id: number };
  await ask('/api/admin/webhooks/ping', { id: hook.id });
  const scopes = ['CAN_SEND_MESSAGES', 'HAS_ADMIN_ACCESS'];
  const token = (await ask('/api/admin/accesstokens/create', { name: 'Pier bot', scopes })) as { accessToken: string };
  for (const body of house.isAwkward ? [saying, `A word without an end: ${'m'.repeat(200)}`] : [saying]) {
    await fetch(`${house.url}/api/integrations/chat/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body }),
    });
  }
  const [message] = await messages(house);
  await ask('/api/admin/chat/pin', { id: message?.id ?? null });
  await ask('/api/admin/notifications/hooks/create', {
    preset: 'ntfy',
    name: 'The pier',
    url: 'https://ntfy.example.invalid/pier',
  });
}

async function messages({ url, password }: House): Promise<readonly { readonly id: string }[]> {
  const headers = { authorization: `Basic ${btoa(`admin:${password}`)}` };
  return (await (await fetch(`${url}/api/admin/chat/messages`, { headers })).json()) as readonly {
    readonly id: string;
  }[];
}

const lamp = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#fb3"/></svg>',
)}`;

const followers = ['Nia Okafor', 'Tomás Rey', 'Ørsted', 'Pelle Strand', 'Radio Corax', 'Mina', 'Old Sailor', 'Zoë'];

/** They come by the fediverse alone, so they are put where it would have put them; the last waits to be let in, and the server of one is gone. */
function seedFollowers({ dataDirectory, isAwkward }: House): void {
  const database = new DatabaseSync(join(dataDirectory, 'aerial.db'), { timeout: 5000 });
  try {
    const add = database.prepare(
      `INSERT INTO followers (iri, inbox, name, username, request_iri, created_wall_ms, approved_wall_ms, unreachable_wall_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const [index, name] of (isAwkward ? [longName, ...followers] : followers).entries()) {
      const iri = `https://social${index}.example/users/${index}`;
      const atMs = Date.UTC(2026, 1 + index, 3 + index, 20);
      const approvedMs = name === 'Zoë' ? null : atMs;
      const silentSinceMs = name === 'Ørsted' ? atMs : null;
      const account = `friend${index}@social${index}.example`;
      add.run(iri, `${iri}/inbox`, name, account, `${iri}/follow`, atMs, approvedMs, silentSinceMs);
    }
  } finally {
    database.close();
  }
}
