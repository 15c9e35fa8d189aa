import assert from 'node:assert/strict';
import { it } from 'node:test';
import { renderOwncastMetrics } from './owncast-metrics.ts';

it("Owncast's figures are Prometheus text whose labels cannot break out", () => {
  const text = renderOwncastMetrics({
    version: '0.1.0',
    host: 'https://a"b\\c\n',
    viewerCount: 3,
    chatClientCount: 0,
    chatUserCount: 0,
    chatMessageCount: 0,
    playbackErrorCount: 2,
    cpuPercent: 12.5,
  });
  const labels = '{host="https://a\\"b\\\\c\\n",version="0.1.0"}';
  assert.ok(text.includes(`\nowncast_instance_active_viewer_count${labels} 3\n`));
  assert.ok(text.includes(`\nowncast_instance_cpu_usage${labels} 12.5\n`));
  assert.ok(text.endsWith('\n'));
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+\{.*\} [\d.]+)$/);
});
