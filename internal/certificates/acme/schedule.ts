import type { Certificate } from '../certificate.ts';
import type { AcmeState } from './certificate-folder.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FIRST_WAIT_MS = 20 * MINUTE_MS;
const LONGEST_WAIT_MS = 6 * HOUR_MS;
const LONGEST_BAN_MS = 7 * 24 * HOUR_MS;
/** Attempts in an hour, restarts included: authorities allow five checks that fail (Let's Encrypt). */
const ATTEMPTS_AN_HOUR = 3;
/** Part of a life after which a certificate is renewed, and up to which more by chance, so that not all stations ask at once. */
const RENEW_AFTER = 2 / 3;
const RENEW_SPREAD = 0.02;

/** Whether a certificate is one for exactly these names, from this directory. */
export function isFor(
  certificate: Pick<Certificate, 'names'>,
  state: AcmeState,
  wanted: { readonly names: readonly string[]; readonly directoryUrl: string },
): boolean {
  const had = new Set(certificate.names);
  const isSame = had.size === new Set(wanted.names).size && wanted.names.every((name) => had.has(name));
  return isSame && state.directoryUrl === wanted.directoryUrl;
}

/** When a certificate is to be renewed: at two thirds of its life. `chance` lies from 0 to 1. */
export function renewalMs(certificate: Pick<Certificate, 'validFromMs' | 'validToMs'>, chance: number): number {
  const lifeMs = certificate.validToMs - certificate.validFromMs;
  return certificate.validFromMs + lifeMs * (RENEW_AFTER + RENEW_SPREAD * chance);
}

/** The earliest time at which the authority may be asked again, after what was tried before, in this run or another. */
export function earliestMs(state: AcmeState, nowMs: number): number {
  // What lies in the future was written by a clock that was wrong.
  const recent = state.attemptsMs.filter((atMs) => atMs <= nowMs && atMs > nowMs - HOUR_MS);
  const oldest = recent.length < ATTEMPTS_AN_HOUR ? undefined : recent.at(-ATTEMPTS_AN_HOUR);
  const bannedUntilMs = state.notBeforeMs > nowMs + LONGEST_BAN_MS ? 0 : state.notBeforeMs;
  return Math.max(nowMs, bannedUntilMs, oldest === undefined ? 0 : oldest + HOUR_MS);
}

/** How long to wait after that many failures in a row: 20 minutes, then twice as long each time, up to 6 hours. */
export function backOffMs(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT_MS);
}

/** The state after one more attempt at `nowMs`; what is older than an hour is forgotten. */
export function withAttempt(state: AcmeState, nowMs: number): AcmeState {
  const recent = state.attemptsMs.filter((atMs) => atMs > nowMs - HOUR_MS && atMs <= nowMs);
  return { ...state, attemptsMs: [...recent, nowMs].slice(-ATTEMPTS_AN_HOUR) };
}
