import { AerialError } from '../../platform/errors.ts';
import { z } from '../../platform/schema.ts';

/** What a certificate authority says when it refuses (RFC 7807, with the types of RFC 8555, 6.7). */
export const problemShape = z.object({ type: z.string().default(''), detail: z.string().default('') });
export type Problem = z.infer<typeof problemShape>;

/** Longest piece of a foreign sentence that is repeated. */
const LONGEST_DETAIL = 500;
const PREFIX = 'urn:ietf:params:acme:error:';

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  caa: 'Allow this authority in the CAA record of the name, or remove the record.',
  rejectedIdentifier: 'This authority gives no certificate for that name: check --acme-host.',
  unsupportedIdentifier: 'This authority gives no certificate for that name: check --acme-host.',
  rateLimited: 'The authority asks to wait; nothing else helps.',
  invalidContact: 'Correct --acme-email.',
  unsupportedContact: 'Correct --acme-email.',
  externalAccountRequired:
    'Choose an authority that takes accounts without being told in advance, with --acme-directory.',
  userActionRequired: 'The authority wants its terms agreed to anew: see its answer.',
  unauthorized: 'If the account was closed, remove account-key.pem from the folder certificates in the data directory.',
};

/** The same, where the authority could not see that the name is ours. */
const WHAT_TO_DO_ABOUT_CHECKS: Readonly<Record<string, string>> = {
  ...WHAT_TO_DO,
  dns: 'Check that the name points to this machine, and to no other: its A and AAAA records.',
  connection:
    'Check that port 80 of that name reaches this machine from outside: firewall, router, and --acme-http-port.',
  unauthorized:
    'Something else answers at port 80 of that name: another web server, or an AAAA record that leads elsewhere.',
};

const PATIENCE = 'It is tried again later.';

/** A failed check as an error for people. */
export function failedCheck(what: string, problem: Problem): AerialError {
  return refusal(what, problem, undefined, WHAT_TO_DO_ABOUT_CHECKS);
}

/** A refusal as an error for people. `retryAfterSeconds` is what the authority asked for, if anything. */
export function refusal(
  what: string,
  problem: Problem,
  retryAfterSeconds?: number,
  whatToDo: Readonly<Record<string, string>> = WHAT_TO_DO,
): AerialError {
  const kind = problem.type.startsWith(PREFIX) ? problem.type.slice(PREFIX.length) : '';
  const detail = problem.detail.replaceAll(/\p{Cc}/gu, ' ').slice(0, LONGEST_DETAIL);
  const says =
    detail === '' ? `answered with ${kind === '' ? 'an error' : kind}` : `says: ${detail.replace(/\.$/, '')}`;
  return new AerialError('CERTIFICATE_UNAVAILABLE', {
    message: `${what}: the certificate authority ${says}.`,
    hint: whatToDo[kind] ?? PATIENCE,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** When the authority cannot be spoken with at all, or speaks nonsense. */
export function unreachable(what: string, cause: unknown, retryAfterSeconds?: number): AerialError {
  return new AerialError('CERTIFICATE_UNAVAILABLE', {
    message: `${what}: ${describe(cause)}.`,
    hint: 'Check that this machine reaches the authority of --acme-directory; it is tried again later.',
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // fetch says "fetch failed" and keeps the reason as its cause.
  const inner = cause.cause instanceof Error ? cause.cause.message : '';
  return (inner === '' ? cause.message : inner).replace(/\.$/, '').slice(0, LONGEST_DETAIL);
}
