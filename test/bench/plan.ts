/** How long and how often each measurement runs. */
export interface BenchPlan {
  readonly latencyMs: number;
  readonly peerLatencyMs: number;
  readonly firstFrames: number;
  readonly cpuMs: number;
  readonly cpuRounds: number;
  /** A multiple of the 20 s that the pictures of what is on air are made every. */
  readonly picturesMs: number;
  readonly servingMs: number;
  readonly servingRounds: number;
  readonly publishBeforeServingMs: number;
  readonly viewers: number;
  readonly viewersMs: number;
  readonly startRounds: number;
  readonly encoderReturns: number;
  readonly transcoderDeaths: number;
  readonly chatClients: number;
  readonly chatMs: number;
  readonly chatSaturatedMs: number;
  /** A multiple of 20. */
  readonly followers: number;
}

export const FULL_PLAN: BenchPlan = {
  latencyMs: 300_000,
  peerLatencyMs: 60_000,
  firstFrames: 7,
  cpuMs: 30_000,
  cpuRounds: 3,
  picturesMs: 40_000,
  servingMs: 5000,
  servingRounds: 5,
  publishBeforeServingMs: 100_000,
  viewers: 4000,
  viewersMs: 40_000,
  startRounds: 7,
  encoderReturns: 10,
  transcoderDeaths: 2,
  chatClients: 10_000,
  chatMs: 30_000,
  chatSaturatedMs: 20_000,
  followers: 10_000,
};

export const QUICK_PLAN: BenchPlan = {
  latencyMs: 25_000,
  peerLatencyMs: 20_000,
  firstFrames: 3,
  cpuMs: 10_000,
  cpuRounds: 1,
  picturesMs: 20_000,
  servingMs: 2000,
  servingRounds: 3,
  publishBeforeServingMs: 66_000,
  viewers: 4000,
  viewersMs: 15_000,
  startRounds: 3,
  encoderReturns: 2,
  transcoderDeaths: 1,
  chatClients: 1000,
  chatMs: 5000,
  chatSaturatedMs: 4000,
  followers: 1000,
};

/** Says what is going on, on standard error, so that standard output holds the result alone. */
export type Report = (sentence: string) => void;
