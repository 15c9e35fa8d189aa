import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arrived } from '../peers/fediverse-peer.ts';
import { until } from '../peers/wait.ts';
import { FediverseStation, openPeer } from './fediverse-stage.ts';

const HOUR_MS = 3_600_000;

interface Planned {
  readonly id: string;
  readonly name?: string;
  readonly eventStatus?: string;
  readonly startTime?: string;
}

const eventIn = ({ activity }: Arrived): Planned => activity['object'] as Planned;

test('followers hear of a planned broadcast as an event, of what changes about it, and that it was taken back', async (t) => {
  const station = await FediverseStation.open(t, { AERIAL_FEDERATION_PLANNED_DAYS: '7' });
  const peer = await openPeer(t);
  await peer.post(station.inbox, peer.activity('ann', 'Follow', station.actor), 'ann');
  await station.waitForFollower(peer.actor('ann'));
  const plan = async (wish: object): Promise<string> => {
    const { events } = (await station.admin('schedule/event', wish)) as { events: { id: string }[] };
    return events.at(-1)?.id ?? assert.fail();
  };
  const start = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 24 * HOUR_MS).toISOString();
  const id = await plan({ name: 'Late show', description: 'Slow trains.', start, timezone: 'Asia/Tokyo' });
  const created = eventIn(await peer.hear('Create', { to: '/inbox' }));
  assert.deepEqual(
    [created.id, created.name, created.eventStatus, Date.parse(created.startTime ?? '')],
    [`${station.url}/federation/event/${id}`, 'Late show', 'EventScheduled', Date.parse(start)],
  );
  const document = await station.document(created.id);
  assert.deepEqual([document['type'], document['content']], ['Event', '<p>Slow trains.</p>']);
  const { orderedItems } = await station.document(`${station.actor}/outbox?page=1`);
  assert.equal((orderedItems as { object: Planned }[])[0]?.object.id, created.id);

  await plan({ id, name: 'Later show' });
  const renamed = await peer.hear('Update', { matches: ({ object }) => (object as Planned).name === 'Later show' });
  assert.equal(eventIn(renamed).id, created.id);
  await station.admin('schedule/event/delete', { id, cancel: true });
  await peer.hear('Update', { matches: ({ object }) => (object as Planned).eventStatus === 'EventCancelled' });
  await station.admin('schedule/event/delete', { id });
  assert.equal(eventIn(await peer.hear('Delete')).id, created.id);
  const gone = async () => (await station.document(created.id))['formerType'] === 'Event';
  await until('a tombstone stands in its place', gone, { timeoutMs: 10_000 });
});
