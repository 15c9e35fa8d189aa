import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { contract } from '../../internal/http/contract/contract.ts';
import type { Endpoint } from '../../internal/http/contract/endpoint.ts';
import { openApiOf } from '../../internal/http/contract/openapi.ts';

const rows = Object.entries<Endpoint>(contract);
const document = openApiOf(contract, { version: '0.1.0' });
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

describe('The description of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(document) as unknown as Record<string, unknown>,
    );
    assert.ok(valid, JSON.stringify(errors ?? []).slice(0, 2000));
  });

  it('has every row of the contract, each under a name of its own', () => {
    assert.equal(operations.length, rows.length);
    const ids = operations.map(({ operation }) => String(operation['operationId']));
    assert.deepEqual(ids.toSorted(), rows.map(([id]) => id).toSorted());
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    assert.equal([...text.matchAll(/"\$ref":/g)].length, referred.length, 'every reference is to a component');
    for (const [, kind = '', name = ''] of referred) {
      const components = document.components as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      assert.ok(components[kind]?.[name] !== undefined, `${kind}/${name}`);
    }
  });

  it('says of every refusal what it looks like, and who may call', () => {
    for (const { path, operation } of operations) {
      assert.ok('4XX' in (operation['responses'] as object), path);
      assert.ok(Array.isArray(operation['security']), path);
    }
  });
});

describe('The rows of the contract', () => {
  for (const [id, row] of rows) {
    it(`are told in a sentence each, under a heading, with each part of the address described: ${id}`, () => {
      assert.match(id, /^[a-z][A-Za-z0-9]+$/);
      assert.match(row.summary, /^[A-Z].{8,220}\.$/);
      assert.match(row.group, /^[A-Z][a-z ]+$/);
      const inPath = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(Object.keys(row.params?.shape ?? {}), inPath);
      if (row.deprecated !== undefined) assert.match(row.deprecated, /\.$/);
    });
  }

  it('take a body only where something is changed or reported', () => {
    for (const [id, row] of rows) if (row.body !== undefined) assert.notEqual(row.method, 'GET', id);
  });

  it('are for the admin wherever their address says so, but for the door itself', () => {
    const open = rows.filter(([, { path, access }]) => path.startsWith('/api/admin/') && access !== 'admin');
    assert.deepEqual(open.map(([id]) => id).toSorted(), ['getSession', 'setUp', 'signIn', 'signOut']);
  });
});
