import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Browser, launchBrowser, type Page, VIEWPORTS } from '../peers/browser.ts';
import type { FediversePeer } from '../peers/fediverse-peer.ts';
import { until } from '../peers/wait.ts';
import { FediverseStation, openPeer } from './fediverse-stage.ts';
import { openStudioPage } from './studio-page.ts';

const patience = { timeoutMs: 20_000 };

describe('The account on the fediverse, from the studio', () => {
  const problems: string[] = [];
  let browser: Browser;
  before(async () => void (browser = await launchBrowser()));
  after(() => browser.close());

  interface Rig {
    readonly station: FediverseStation;
    readonly peer: FediversePeer;
    readonly page: Page;
  }

  async function open(t: TestContext, environment: Readonly<Record<string, string>> = {}): Promise<Rig> {
    const station = await FediverseStation.open(t, environment);
    const peer = await openPeer(t);
    const url = station.aerial.url;
    const page = await openStudioPage({ browser, url, options: VIEWPORTS.desktop, problems });
    t.after(() => page.context().close());
    return { station, peer, page };
  }
  const follow = async ({ station, peer }: Rig, name: string): Promise<void> =>
    void (await peer.post(station.inbox, peer.activity(name, 'Follow', station.actor), name));
  const go = ({ page, station }: Rig, place: string) => page.goto(`${station.aerial.url}/admin/fediverse/${place}`);

  it('shows a post as it is sent then, word by word', async (t) => {
    const rig = await open(t, { AERIAL_FEDERATION_LANGUAGE: 'en', AERIAL_FEDERATION_CONTENT_WARNING: 'Loud trains' });
    const { page, peer, station } = rig;
    await follow(rig, 'ann');
    await station.waitForFollower(peer.actor('ann'));
    await go(rig, 'posts');
    await page.getByLabel('What you say').fill('On air at **eight**. #radio');
    const preview = page.getByLabel('What followers get').first();
    await preview.getByText('Found by #radio').waitFor();
    assert.equal((await preview.locator('.fediverse-post').textContent())?.trim(), 'On air at eight. #radio');
    assert.equal(await preview.locator('.fediverse-post strong').textContent(), 'eight');
    const shown = (await preview.textContent()) ?? '';
    for (const words of [`@streamer@${station.host}`, 'Loud trains', 'Public', 'Language: en', 'May be quoted'])
      assert.ok(shown.includes(words), `${words}: ${shown}`);
    await page.getByRole('button', { name: 'Send to followers' }).click();
    const { activity } = await peer.hear('Create');
    const note = activity['object'] as Readonly<Record<string, unknown>>;
    assert.deepEqual([note['summary'], Object.keys(note['contentMap'] as object)], ['Loud trains', ['en']]);
    assert.deepEqual(
      (note['tag'] as { name: string }[]).map(({ name }) => name),
      ['#radio'],
    );

    await page.getByLabel('What the picture shows').fill('A lamp over rails');
    await page.getByText('Described as “A lamp over rails”').waitFor();
    await page.getByLabel('What followers are told').fill('');
    await page.getByText('Nothing is sent while the message is empty.').waitFor();
  });

  it('lets followers in and turns them away, and blocks an account that is typed', async (t) => {
    const rig = await open(t, { AERIAL_FEDERATION_PRIVATE: 'on' });
    const { page, peer, station } = rig;
    for (const name of ['ann', 'bob']) await follow(rig, name);
    await go(rig, 'followers');
    await page.getByRole('button', { name: /^Approve ann@/ }).click();
    await peer.hear('Accept', { to: '/users/ann/inbox' });
    await page.getByRole('button', { name: /^Reject bob@/ }).click();
    await peer.hear('Reject', { to: '/users/bob/inbox' });
    await until('ann alone follows', async () => (await station.followers()).length === 1, patience);

    await go(rig, 'blocked');
    await page.getByLabel('Account', { exact: true }).fill(`@eve@${peer.host}`);
    await page.getByRole('button', { name: 'Block it' }).click();
    await page.getByRole('row', { name: /eve of the peer/ }).waitFor();
    const { activity, inbox } = { activity: peer.activity('eve', 'Follow', station.actor), inbox: station.inbox };
    assert.equal(await peer.post(inbox, activity, 'eve'), 403);
    await page.getByRole('button', { name: /^Unblock eve@/ }).click();
    await page.getByText('No account is blocked').waitFor();
  });

  it('recommends another channel, and moves followers away once the new account agrees', async (t) => {
    const rig = await open(t);
    const { page, peer, station } = rig;
    await follow(rig, 'ann');
    await station.waitForFollower(peer.actor('ann'));
    await go(rig, 'recommended');
    await page.getByRole('textbox', { name: 'Channel' }).fill(`@tv@${peer.host}`);
    await page.getByRole('button', { name: 'Ask it' }).click();
    await peer.hear('Follow', { to: '/users/tv/inbox' });
    await page.getByRole('row', { name: /Has not agreed yet/ }).waitFor();

    await go(rig, '');
    await page.getByLabel('The new account').fill(`@me@${peer.host}`);
    const move = async () => {
      await page.getByRole('button', { name: 'Move there' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Send them there' }).click();
    };
    await move();
    await page.locator('.note', { hasText: 'Add it there first' }).first().waitFor();
    assert.match(problems.join(), /400/, 'the browser itself notes the refusal');
    problems.length = 0;
    peer.routes.set('/users/me', (_request, response) => {
      const document = peer.document('me', { alsoKnownAs: [station.actor] });
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
    });
    await move();
    const { activity } = await peer.hear('Move');
    assert.deepEqual([activity['object'], activity['target']], [station.actor, peer.actor('me')]);
    await page.getByLabel('Where this account has moved to').waitFor();
  });

  it('made no error in the console', () => assert.deepEqual(problems, []));
});
