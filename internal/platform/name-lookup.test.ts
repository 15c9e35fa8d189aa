import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { NameServer } from '../../test/peers/name-server.ts';
import { ManualClock } from './clock.ts';
import { type NameLookup, QuickNames } from './name-lookup.ts';

async function build(t: TestContext) {
  const server = await NameServer.open();
  t.after(() => server.close());
  const clock = new ManualClock();
  const bySystem: string[] = [];
  const system: NameLookup = (hostname, _options, callback) => {
    bySystem.push(hostname);
    callback(null, [{ address: '192.0.2.1', family: 4 }]);
  };
  const names = new QuickNames({ clock, servers: [server.address], system });
  const find = (hostname: string): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      names.lookup(hostname, { all: true }, (error, found) =>
        error === null ? resolve(found.map(({ address }) => address)) : reject(error),
      );
    });
  return { bySystem, clock, find, server };
}

describe('QuickNames', () => {
  it('finds names while others are answered nothing', async (t) => {
    const { find, server } = await build(t);
    let silentEnded = 0;
    const silent = Array.from({ length: 20 }, (_, index) =>
      find(`silent-${index}.example`).finally(() => (silentEnded += 1)),
    );
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        server.addresses.set(`host-${index}.example`, `198.51.100.${index}`);
        return find(`host-${index}.example`);
      }),
    );
    assert.deepEqual(found[49], ['198.51.100.49']);
    assert.equal(silentEnded, 0, 'the living did not wait for the silent');
    const outcomes = await Promise.allSettled(silent);
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  });

  it('remembers an answer for as long as it is good, and asks once more then', async (t) => {
    const { clock, find, server } = await build(t);
    server.addresses.set('host.example', '198.51.100.1');
    await find('host.example');
    server.addresses.set('host.example', '198.51.100.2');
    clock.advance(59_000);
    assert.deepEqual(await find('host.example'), ['198.51.100.1']);
    clock.advance(2_000);
    assert.deepEqual(await find('host.example'), ['198.51.100.2']);
    assert.deepEqual(server.asked, ['host.example', 'host.example']);
  });

  it('leaves names without a dot, and those that no name server knows, to the system', async (t) => {
    const { bySystem, find, server } = await build(t);
    assert.deepEqual(await find('neighbour'), ['192.0.2.1']);
    assert.deepEqual(server.asked, []);
    assert.deepEqual(await find('in-the-file-of-hosts.example'), ['192.0.2.1']);
    assert.deepEqual(bySystem, ['neighbour', 'in-the-file-of-hosts.example']);
  });
});
