import assert from 'node:assert/strict';
import { createHash, createPublicKey, createVerify } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { AerialProcess, EXECUTABLE } from '../peers/aerial-process.ts';
import { Child } from '../peers/children.ts';
import type { Arrived, FediversePeer } from '../peers/fediverse-peer.ts';
import { makeOwncast } from '../peers/owncast-database.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { fediverseEnvironment, FediverseStation, goLive, openPeer } from './fediverse-stage.ts';

const actor = 'https://tv.example.org/federation/user/owls';

/** Lets the followers of an Owncast be at a peer: one has a shared inbox, one has not, the others are blocked and waiting. */
function moveFollowers(file: string, peer: FediversePeer): void {
  using database = new DatabaseSync(file);
  const move = database.prepare('UPDATE ap_followers SET inbox = ?, shared_inbox = ? WHERE iri = ?');
  for (let index = 0; index < 4; index += 1) {
    const sharedInbox = index === 1 ? `${peer.url}/inbox` : null;
    move.run(`${peer.actor(`f${index}`)}/inbox`, sharedInbox, `https://social.example/users/${index}`);
  }
  // Nobody else is told: what they would be told by is not of this machine.
  database.exec('DELETE FROM webhooks; DELETE FROM notifications');
}

/** Whether the request was signed with the key of that account (draft-cavage-http-signatures-12). */
function isSignedBy(publicPem: string, { to, headers }: Arrived): boolean {
  const fields = Object.fromEntries(
    [...String(headers['signature']).matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value]) => [name, value ?? '']),
  );
  assert.equal(fields['keyId'], `${actor}#main-key`);
  const lines = (fields['headers'] ?? '').split(' ').map((name) => {
    return `${name}: ${name === '(request-target)' ? `post ${to}` : String(headers[name])}`;
  });
  const verify = createVerify('sha256').update(lines.join('\n'));
  return verify.verify(publicPem, fields['signature'] ?? '', 'base64');
}

test('an account that comes from Owncast goes on: followers hear of the next broadcast, by its old name and under its old key', async (t) => {
  const peer = await openPeer(t);
  const folder = makeTemporaryFolder('owncast');
  t.after(() => folder.remove());
  const owncast = makeOwncast({ folder: folder.path });
  moveFollowers(owncast.file, peer);
  const aerial = await AerialProcess.start({
    environment: { ...fediverseEnvironment, AERIAL_DISCORD: 'off', AERIAL_PUSH: 'off', AERIAL_GRACE_SECONDS: '0' },
  });
  t.after(() => aerial.dispose());
  await aerial.terminate();
  const words = ['import', 'owncast', folder.path, '--yes', '--data', aerial.dataDirectory];
  const importing = new Child(EXECUTABLE, words, { env: {} });
  assert.equal((await importing.exited).code, 0, importing.lines.join('\n'));
  await aerial.restart();
  const station = new FediverseStation(aerial);

  // Its own document is where it was, with the key that others know.
  const publicPem = createPublicKey(owncast.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const document = await station.document('/federation/user/owls');
  assert.equal(document['id'], actor);
  assert.deepEqual(document['publicKey'], { id: `${actor}#main-key`, owner: actor, publicKeyPem: publicPem });

  const publisher = await goLive(t, station);
  const own = await peer.hear('Create', { to: '/users/f0/inbox' });
  const shared = await peer.hear('Create', { to: '/inbox' });
  for (const arrived of [own, shared]) {
    const { activity, headers } = arrived;
    assert.ok(isSignedBy(publicPem, arrived), JSON.stringify(headers));
    const note = activity['object'] as Readonly<Record<string, string>>;
    assert.deepEqual([activity['actor'], note['attributedTo']], [actor, actor]);
    assert.match(note['id'] ?? '', /^https:\/\/tv\.example\.org\/federation\/[\w-]+$/);
    assert.match(note['content'] ?? '', /We are live\./);
    const digest = createHash('sha256').update(JSON.stringify(activity)).digest('base64');
    assert.equal(headers['digest'], `SHA-256=${digest}`);
  }
  assert.deepEqual(own.activity, shared.activity);

  publisher.die();
  await peer.hear('Update', {
    to: '/users/f0/inbox',
    matches: ({ object }) => (object as { type: string }).type === 'Note',
  });
  const strangers = peer.arrived.filter(({ to }) => /f[23]/.test(to));
  assert.deepEqual(strangers, [], 'who is blocked or waits hears nothing');
});
