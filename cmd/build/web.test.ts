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
  { path: 'out/assets/chat.G1.js', entryPoint: 'web/viewer/chat-page.tsx', staticImports: [] },
  { path: 'out/assets/schedule.H1.js', entryPoint: 'web/viewer/schedule/main.ts', staticImports: [] },
  { path: 'out/assets/worker.I1.js', entryPoint: 'web/worker/main.ts', staticImports: [] },
  { path: 'out/assets/setup.E1.js', entryPoint: 'web/setup/main.ts', staticImports: [] },
  { path: 'out/assets/setup-style.F1.css', entryPoint: 'web/setup/main.css', staticImports: [] },
  { path: 'out/assets/admin.H1.js', entryPoint: 'web/admin/main.tsx', staticImports: [] },
  { path: 'out/assets/admin-style.I1.css', entryPoint: 'web/admin/main.css', staticImports: [] },
];

describe('The manifest of the pages', () => {
  it('names script, style, player and what they share, each once', () => {
    assert.deepEqual(describePage({ outputs }), {
      viewerScript: '/assets/viewer.A1.js',
      viewerStyle: '/assets/viewer-style.D1.css',
      playerScript: '/assets/hls-engine.B1.js',
      sharedScripts: ['/assets/chunk.C1.js', '/assets/chunk.C2.js'],
      chatScript: '/assets/chat.G1.js',
      scheduleScript: '/assets/schedule.H1.js',
      workerScript: '/assets/worker.I1.js',
      setupScript: '/assets/setup.E1.js',
      setupStyle: '/assets/setup-style.F1.css',
      adminScript: '/assets/admin.H1.js',
      adminStyle: '/assets/admin-style.I1.css',
    });
  });

  it('is not made when the player is no longer a chunk of its own', () => {
    const without = outputs.filter(({ entryPoint }) => entryPoint !== 'web/viewer/player/hls-engine.ts');
    assert.throws(() => describePage({ outputs: without }), /no output for web\/viewer\/player\/hls-engine\.ts/);
  });
});
