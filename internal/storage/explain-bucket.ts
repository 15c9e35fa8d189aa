import { systemCode } from '../platform/errors.ts';
import type { BucketPlace } from './bucket-place.ts';
import { BucketFault, type FaultKind } from './remote-bucket.ts';

/** What S3 answers, as far as it can be told from an error: its code, the HTTP status and the answer's date. */
export interface BucketAnswer {
  /** Such as `NoSuchBucket`; empty when there was no answer of that kind. */
  readonly code: string;
  readonly status: number | null;
}

interface Explanation {
  readonly kind: FaultKind;
  readonly codes: readonly string[];
  readonly message: (place: BucketPlace) => string;
  readonly hint: string;
}

const explanations: readonly Explanation[] = [
  {
    kind: 'credentials',
    codes: ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'ExpiredToken', 'InvalidClientTokenId'],
    message: ({ endpoint }) => `${hostOf(endpoint)} does not take the access key with that secret.`,
    hint: 'Copy both again from where the bucket was made; a secret is shown there only once.',
  },
  {
    kind: 'clock',
    codes: ['RequestTimeTooSkewed', 'RequestExpired'],
    message: ({ endpoint }) => `The clock of this machine differs too much from that of ${hostOf(endpoint)}.`,
    hint: 'Set it, or let it be set: timedatectl set-ntp true.',
  },
  {
    kind: 'bucket',
    codes: ['NoSuchBucket', 'InvalidBucketName'],
    message: ({ bucket, endpoint }) => `There is no bucket "${bucket}" at ${hostOf(endpoint)}.`,
    hint: 'Look at its name and at the endpoint, or make it; Aerial makes no buckets.',
  },
  {
    kind: 'region',
    codes: [
      'PermanentRedirect',
      'TemporaryRedirect',
      'AuthorizationHeaderMalformed',
      'InvalidRegionName',
      'IllegalLocationConstraintException',
    ],
    message: ({ bucket, region }) => `The bucket "${bucket}" is not in the region "${region}".`,
    hint: 'Set the region, and the endpoint of that region, as its provider names them.',
  },
  {
    kind: 'acl',
    codes: ['AccessControlListNotSupported', 'InvalidBucketAclWithObjectOwnership'],
    message: ({ bucket }) => `The bucket "${bucket}" takes no ACL with its objects.`,
    hint: 'Set the ACL to none, and let a policy of the bucket make it readable for everybody.',
  },
  {
    kind: 'permission',
    codes: ['AccessDenied', 'AllAccessDisabled', 'AccountProblem', 'Forbidden'],
    message: ({ bucket }) => `The access key may not do that in the bucket "${bucket}".`,
    hint: 'Allow it to put, get and delete objects, and to set their ACL unless the ACL is none.',
  },
  {
    kind: 'busy',
    codes: ['SlowDown', 'ServiceUnavailable', 'InternalError', 'RequestTimeout', 'OperationAborted'],
    message: ({ endpoint }) => `${hostOf(endpoint)} says that it is too busy.`,
    hint: 'It is tried again by itself; if that goes on, ask its provider.',
  },
];

const certificateCodes =
  /^(?:CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ERR_SSL_|HOSTNAME_MISMATCH)/;

/** Puts what went wrong with a bucket into words; `answer` is what S3 said, if it said something. */
export function explainBucket(error: unknown, answer: BucketAnswer, place: BucketPlace): BucketFault {
  const known = explanations.find(({ codes }) => codes.includes(answer.code));
  if (known !== undefined) {
    return new BucketFault(known.kind, { message: known.message(place), hint: known.hint, cause: error });
  }
  if (answer.status === null) return explainSilence(error, place);
  const byStatus = explanations.find(({ kind }) => kind === kindOfStatus(answer.status ?? 0));
  if (byStatus !== undefined) {
    return new BucketFault(byStatus.kind, { message: byStatus.message(place), hint: byStatus.hint, cause: error });
  }
  const said = answer.code === '' ? `status ${answer.status}` : `"${answer.code.slice(0, 60)}" (${answer.status})`;
  return new BucketFault('refused', {
    message: `${hostOf(place.endpoint)} answered ${said}.`,
    hint: 'Look at the endpoint, and at what its provider says of that answer.',
    cause: error,
  });
}

function kindOfStatus(status: number): FaultKind | null {
  if (status === 403 || status === 401) return 'permission';
  if (status === 404) return 'bucket';
  if (status === 301 || status === 307 || status === 308) return 'region';
  return status === 429 || status >= 500 ? 'busy' : null;
}

/** No answer came, or none of HTTP. */
function explainSilence(error: unknown, { endpoint }: BucketPlace): BucketFault {
  const code = codeOf(error);
  if (certificateCodes.test(code)) {
    return new BucketFault('certificate', {
      message: `The certificate of ${hostOf(endpoint)} cannot be trusted (${code}).`,
      hint: 'Give it one that a known authority signed, or name the authority in NODE_EXTRA_CA_CERTS.',
      cause: error,
    });
  }
  return new BucketFault('address', {
    message: `${hostOf(endpoint)} cannot be reached${code === '' ? '' : ` (${code})`}.`,
    hint: 'Look at the endpoint, and whether a firewall is in between.',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  const cause = error instanceof Error ? error.cause : null;
  return systemCode(error) ?? systemCode(cause) ?? '';
}

function hostOf(endpoint: string): string {
  return URL.parse(endpoint)?.host ?? endpoint;
}
