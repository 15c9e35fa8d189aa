import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contract } from '../../internal/http/contract/contract.ts';
import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import type { Credentials } from './api.ts';
import { assertFits, assertRefused } from './assertions.ts';
import { badBodiesFor } from './bad-bodies.ts';
import type { Example, Sent } from './example.ts';
import { examples } from './examples.ts';
import { Station } from './station.ts';

const rows = Object.entries(contract) as [keyof typeof contract, Endpoint][];
const exampleOf = (id: keyof typeof contract): Example<Endpoint> => examples[id] as Example<Endpoint>;

describe('The contract', () => {
  let station: Station;
  before(async () => {
    station = await Station.open();
  });
  after(() => station.close());

  const sentFor = async (id: keyof typeof contract): Promise<Sent> => {
    const { prepare, ...example } = exampleOf(id);
    return { ...example, ...(await prepare?.(station.api)) };
  };

  for (const [id, row] of rows) {
    describe(`${row.method} ${row.path} (${id})`, () => {
      it('answers a good call as it says', async () => {
        const { refused, status } = exampleOf(id);
        const reply = await station.api.call(row, await sentFor(id), station.rightsFor(row));
        if (refused !== undefined) return assertRefused(reply, { status: refused[0], code: refused[1] });
        assert.equal(reply.status, status ?? row.status ?? 200, reply.text);
        assertFits(row, reply);
      });

      if (row.access !== 'anyone') {
        it('turns away whoever may not call it, and then nothing changes', async () => {
          const sent = await sentFor(id);
          const stored = station.readStored();
          for (const [who, credentials] of station.wrongRightsFor(row)) {
            const reply = await station.api.call(row, sent, credentials);
            assert.ok([401, 403, 429].includes(reply.status), `${who}: ${reply.status} ${reply.text}`);
            assertRefused(reply);
          }
          assert.equal(station.readStored(), stored);
        });
      }

      const { body: shape } = row;
      if (shape !== undefined) {
        it('refuses bodies that do not fit, and stores nothing of them', async () => {
          const sent = await sentFor(id);
          const bad = (exampleOf(id).badBodies ?? []).map((body) => ({
            what: `is ${JSON.stringify(body)}`,
            content: JSON.stringify(body),
          }));
          const stored = station.readStored();
          await assertAllRefused(station, row, sent, [...badBodiesFor(shape, sent.body), ...bad]);
          assert.equal(station.readStored(), stored);
        });

        it('ignores fields that it does not know', async () => {
          const { refused } = exampleOf(id);
          const sent = await sentFor(id);
          if (refused !== undefined || typeof sent.body !== 'object' || sent.body === null) return;
          const content = JSON.stringify(sent.body).replace(
            /^\{/,
            '{"__proto__":{"isAdmin":true},"unknownField":{"a":[1]},',
          );
          const reply = await station.api.call(row, sent, station.rightsFor(row), content.replace(/,\}$/, '}'));
          assert.equal(reply.status, row.status ?? 200, reply.text);
        });
      }

      if (row.params !== undefined) {
        it('refuses tricks with its address', async () => {
          const sent = await sentFor(id);
          const stored = station.readStored();
          for (const trick of ['../../etc/passwd', '..\\..\\x', '\u0000', '%00', '-1', '__proto__', 'x'.repeat(300)]) {
            const params = Object.fromEntries(Object.keys(row.params?.shape ?? {}).map((name) => [name, trick]));
            const reply = await station.api.call(row, { ...sent, params }, station.rightsFor(row));
            assertRefused(reply);
          }
          assert.equal(station.readStored(), stored);
        });
      }
    });
  }
});

async function assertAllRefused(
  station: Station,
  row: Endpoint,
  sent: Sent,
  bodies: readonly { readonly what: string; readonly content: string }[],
): Promise<void> {
  const rights: Credentials = station.rightsFor(row);
  for (const { what, content } of bodies) {
    const reply = await station.api.call(row, { ...sent, mediaType: 'application/json' }, rights, content);
    try {
      assertRefused(reply);
    } catch (error) {
      throw new Error(`A body that ${what}: ${String(error)}`, { cause: error });
    }
  }
}
