import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { PASSWORD } from './api.ts';
import type { Scope } from '../../internal/http/contract/endpoint.ts';
import { Station } from './station.ts';

/** Commands, and the JSON that they print where the page shows it. */
function examplesOf(page: string): { readonly command: string; readonly answer: string | undefined }[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8');
  const found = text.matchAll(/```sh\n([\s\S]*?)```(?:\n+```json\n([\s\S]*?)```)?/g);
  return [...found].map(([, command = '', answer]) => ({ command, answer }));
}

const examples = ['60-api.md', '65-chat.md', '69-schedule.md', '71-notices.md'].flatMap(examplesOf);

describe('The examples of the documentation', () => {
  let station: Station;
  before(async () => {
    station = await Station.open();
  });
  after(() => station.close());

  const run = async (command: string): Promise<string> => {
    const tokens = {
      TOKEN: tokenOf(station, 'HAS_ADMIN_ACCESS'),
      DECK: tokenOf(station, 'HAS_ADMIN_ACCESS'),
      TALKER: tokenOf(station, 'CAN_SEND_MESSAGES'),
      STATION: tokenOf(station, 'CAN_SEND_SYSTEM_MESSAGES'),
    };
    const env = { PATH: process.env['PATH'], AERIAL: station.url, PASSWORD, ...tokens };
    return (await promisify(execFile)('bash', ['-eu', '-c', command], { env, timeout: 20_000 })).stdout;
  };

  it('are there', () => assert.ok(examples.length >= 14));

  for (const { command, answer } of examples) {
    it(`run: ${command.split('\n', 1)[0]}`, async () => {
      const printed = await run(command);
      // Several calls print their answers one behind the other.
      const last = printed.slice(Math.max(printed.lastIndexOf('}{'), printed.lastIndexOf('}[')) + 1);
      const body = JSON.parse(last) as Record<string, unknown>;
      if (answer === undefined) return assert.notEqual(body['success'], false, printed);
      assert.deepEqual(sketch(body), sketch(JSON.parse(answer)));
      const { code, message } = JSON.parse(answer) as Record<string, unknown>;
      assert.deepEqual([body['code'], body['message']], [code, message]);
    });
  }
});

function tokenOf(station: Station, scope: Scope): string {
  return station.bearer(scope)['authorization']?.replace('Bearer ', '') ?? '';
}

/** The names and kinds of what is in a value, without what it says today. */
function sketch(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sketch);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sketch(part)]));
}
