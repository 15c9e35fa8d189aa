import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const password = 'open-sesame-0123456789';
const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;

interface Row {
  readonly clientID: string;
  readonly viewerID: string;
  readonly geo: { readonly countryCode: string } | null;
  readonly playback: { readonly playerState: string; readonly latencySeconds: number | null } | null;
}

test('two pages of one browser count as two viewers who tell how they play, and one who leaves is gone within 20 s', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: password } });
  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${stage.aerial.url}${path}`, { headers: { authorization } });
    assert.equal(answer.status, 200, path);
    return answer.json();
  };
  const viewerCount = async () => ((await ask('/api/status')) as { viewerCount?: number }).viewerCount ?? 0;
  await stage.publishWithFfmpeg();
  assert.equal(await viewerCount(), 0);
  const first = await stage.watch();
  const second = await stage.watch();
  await first.firstFrame();
  await second.firstFrame();
  await until('both are counted', async () => (await viewerCount()) === 2, { timeoutMs: 10_000 });

  const rows = (await until(
    'both have told their latency',
    async () => {
      const listed = (await ask('/api/admin/viewers/playback')) as Row[];
      return listed.length === 2 && listed.every(({ playback }) => playback?.latencySeconds) ? listed : null;
    },
    { timeoutMs: 20_000, everyMs: 500 },
  )) as Row[];
  assert.equal(new Set(rows.map(({ clientID }) => clientID)).size, 2);
  assert.equal(new Set(rows.map(({ viewerID }) => viewerID)).size, 1);
  assert.equal(rows[0]?.geo?.countryCode, 'N/A');
  assert.equal(rows[0]?.playback?.playerState, 'p');
  const status = (await ask('/api/admin/status')) as { sessionPeakViewerCount: number; health: object | null };
  assert.equal(status.sessionPeakViewerCount, 2);
  assert.notEqual(status.health, null);

  await second.page.close();
  await until('the one who left is gone', async () => (await viewerCount()) === 1, { timeoutMs: 20_000, everyMs: 500 });
  assert.deepEqual(first.problems, []);
});
