import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { contract } from '../../internal/http/contract/contract.ts';
import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import { Station } from './station.ts';

const rows = Object.entries(contract) as [string, Endpoint][];
const withBody = rows.filter(([, { body, bodyMediaType }]) => body !== undefined || bodyMediaType !== undefined);
const withQuery = rows.filter(([, { query }]) => query !== undefined);
const rowOf = (among: typeof rows) => fc.constantFrom(...among).map(([, row]) => row);

/** What JSON can hold, often under the names that bodies have. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record({ value: fc.jsonValue({ maxDepth: 3 }) }),
  fc.record({ value: fc.string({ unit: 'binary', maxLength: 300 }) }),
  fc.dictionary(fc.constantFrom('name', 'data', 'id', 'url', 'events', 'scopes', 'token', 'password'), fc.jsonValue()),
);
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }));
const fuzz = { numRuns: 400, interruptAfterTimeLimit: 8_000, markInterruptAsFailure: false };

describe('Whatever is sent to the API', () => {
  let station: Station;
  before(async () => {
    station = await Station.open({ AERIAL_LADDER: 'off' });
  });
  after(() => station.close());

  const send = async (row: Endpoint, sent: Parameters<Station['api']['call']>[1], content?: string): Promise<void> => {
    const reply = await station.api.call(row, sent, station.rightsFor(row), content);
    // 501 is no failure but what oEmbed asks for where a format is not known (oembed.com, 2.3.4).
    assert.ok(
      reply.status < 500 || reply.status === 501,
      `${row.method} ${row.path} was answered with ${reply.status}: ${reply.text}`,
    );
  };

  it('as a body, the server answers and does not fail', async () => {
    const property = fc.asyncProperty(rowOf(withBody), anyJson, async (row, value) => {
      const params = { name: 'channel-name' };
      await send(row, { params }, JSON.stringify(value));
    });
    await fc.assert(property, fuzz);
  });

  it('as a query, the server answers and does not fail', async () => {
    const property = fc.asyncProperty(rowOf(withQuery), anyText, async (row, text) => {
      const names = Object.keys(row.query?.shape ?? {});
      await send(row, { query: Object.fromEntries(names.map((name) => [name, text])) });
    });
    await fc.assert(property, fuzz);
  });

  it('as a part of its address, the server answers and does not fail', async () => {
    const among = rows.filter(([, { params }]) => params !== undefined);
    const property = fc.asyncProperty(rowOf(among), anyText, async (row, text) => {
      const names = Object.keys(row.params?.shape ?? {});
      await send(row, { params: Object.fromEntries(names.map((name) => [name, text])), body: { value: text } });
    });
    await fc.assert(property, fuzz);
  });

  it('the server still serves, with whatever of it was allowed', async () => {
    const config = await station.api.asAdmin('getServerConfig');
    assert.deepEqual(contract.getServerConfig.answer.schema.parse(config), config);
    assert.equal((await station.api.call(contract.getConfig, {}, {})).status, 200);
    assert.equal((await fetch(station.url)).status, 200);
  });
});
