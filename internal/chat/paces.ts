import { RateLimiter } from './moderation/rate-limiter.ts';

/** How often somebody may send anything; who sends more is no chat client. */
const framePace = { perSecond: 20, burst: 100, silenceMs: 0 } as const;
/** Changes of name and colour. */
const changePace = { perSecond: 0.5, burst: 5, silenceMs: 0 } as const;

/** How fast one person may send, over however many connections: with a hundred nobody is louder than with one. */
export class Paces {
  readonly frames = new RateLimiter(framePace);
  readonly messages = new RateLimiter();
  readonly changes = new RateLimiter(changePace);
}
