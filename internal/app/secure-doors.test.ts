import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { takePort } from '../../test/peers/ports.ts';
import { makeTemporaryFolder } from '../../test/peers/temporary-folder.ts';
import { until } from '../../test/peers/wait.ts';
import { Settings } from '../config/settings.ts';
import { ManualClock } from '../platform/clock.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { SecureDoors } from './secure-doors.ts';

test('a port that is taken is said once and tried again each minute; until then nothing is asked of the authority', async (t) => {
  const folder = makeTemporaryFolder('doors');
  t.after(() => folder.remove());
  const [plainPort, securePort] = [await takePort(), await takePort()];
  const other = createServer().listen(plainPort, '127.0.0.1');
  await once(other, 'listening');
  const lines: string[] = [];
  const clock = new ManualClock();
  const doors = new SecureDoors({
    settings: new Settings({
      flags: {
        'http-address': '127.0.0.1',
        'acme-host': 'tv.example.org',
        'acme-directory': 'https://127.0.0.1:2222/',
        'acme-http-port': String(plainPort),
        'acme-https-port': String(securePort),
      },
    }),
    dataDirectory: folder.path,
    clock,
    log: new LogRoot({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    metrics: new MetricsRegistry(),
    version: '1.2.3',
    random: () => 0,
    handle: (_request, response) => void response.end(),
  });
  const stop = await doors.start(() => {});
  t.after(stop);
  const said = (words: RegExp): number => lines.filter((line) => words.test(line)).length;
  assert.equal(said(/is taken by another program.*--acme-http-port/), 1);
  clock.advance(60_000);
  await new Promise((resolve) => other.close(resolve));
  assert.equal(said(/is taken/), 1);
  assert.equal(said(/Asking for an HTTPS certificate/), 0);
  const isAsked = (): boolean => {
    clock.advance(60_000);
    return said(/No HTTPS certificate could be had; HTTPS waits/) > 0;
  };
  await until('the authority is asked', isAsked, { timeoutMs: 5000, explain: () => lines.join('') });
  assert.equal((await fetch(`http://127.0.0.1:${plainPort}/`)).status, 503);
  await stop();
  assert.equal(doors.certificate, null);
});
