import type { Engine, EngineNeeds } from './engine.ts';
import { NativeEngine, nativeSupported } from './native-engine.ts';

/**
 * Brings hls.js (a chunk of its own, fetched once) where media source extensions exist, else the browser's own player; null
 * where neither can play the stream. Rejects when the chunk cannot be fetched.
 */
export async function openEngine(needs: EngineNeeds): Promise<Engine | null> {
  const { HlsEngine, hlsSupported } = await import('./hls-engine.ts');
  if (hlsSupported()) return new HlsEngine(needs);
  return nativeSupported(needs.video) ? new NativeEngine(needs) : null;
}
