import { resolve } from 'node:path';
import { Child } from '../peers/children.ts';
import type { SwarmOrder, SwarmResult } from './swarm.ts';

/** The source rendition. */
export const PLAYLIST = '/hls/0/stream.m3u8';
const PART_TARGET_MS = 500;
/** Few: what is asked is whether something else keeps the picture waiting, not how many can watch. */
const VIEWERS = 20;

/** What viewers of the live picture meet for so long, from the core that the server leaves free. */
export async function watchPicture(port: number, measureMs: number): Promise<SwarmResult> {
  const order: SwarmOrder = {
    port,
    playlist: PLAYLIST,
    viewers: VIEWERS,
    settleMs: 1000,
    measureMs,
    lateMs: PART_TARGET_MS,
  };
  const script = resolve(import.meta.dirname, 'swarm.ts');
  const swarm = new Child('taskset', ['-c', '1', process.execPath, script, JSON.stringify(order)]);
  const exit = await swarm.exited;
  if (exit.code !== 0) throw new Error(`the viewers failed: ${swarm.lines.join('\n')}`);
  return JSON.parse(swarm.lines.at(-1) ?? '') as SwarmResult;
}
