import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describePage } from './web.ts';

const outputs = [
  { path: 'out/assets/viewer.A1.js', entryPoint: 'web/viewer/main.tsx', staticImports: ['out/assets/chunk.C1.js'] },
  {
    path: 'out/assets/hls-engine.B1.js',
    entryPoint: 'web/viewer/player/hls-engine.ts',
    staticImports: ['out/assets/chunk.C2.js', 'out/assets/chunk.C1.js', 'out/assets/viewer.A1.js'],
  },
  { path: 'out/assets/chunk.C1.js', entryPoint: undefined, staticImports: [] },
  { path: 'out/assets/chunk.C2.js', entryPoint: undefined, staticImports: [] },
  { path: 'out/assets/viewer-style.D1.css', entryPoint: 'web/viewer/main.css', staticImports: [] },
];

describe('The manifest of the pages', () => {
  it('names script, style, player and what they share, each once', () => {
    assert.deepEqual(describePage({ outputs }), {
      viewerScript: '/assets/viewer.A1.js',
      viewerStyle: '/assets/viewer-style.D1.css',
      playerScript: '/assets/hls-engine.B1.js',
      sharedScripts: ['/assets/chunk.C1.js', '/assets/chunk.C2.js'],
    });
  });

  it('is not made when the player is no longer a chunk of its own', () => {
    const without = outputs.filter(({ entryPoint }) => entryPoint !== 'web/viewer/player/hls-engine.ts');
    assert.throws(() => describePage({ outputs: without }), /no output for web\/viewer\/player\/hls-engine\.ts/);
  });
});
