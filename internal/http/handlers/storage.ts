import { type S3Config, s3, withStoredSecret } from '../../config/s3-setting.ts';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { storageEndpoints } from '../contract/storage.ts';
import { toTimeOrNull } from '../times.ts';

type Storage = z.input<(typeof storageEndpoints)['getStorage']['answer']['schema']>;

export interface StorageHandlersNeeds {
  readonly readConfig: () => S3Config;
  readonly readDisk: () => Storage['disk'];
  readonly readBucket: () => Omit<Storage['bucket'], 'since' | 'hasSecret'> & { readonly sinceWallMs: number | null };
  readonly testBucket: (
    config: S3Config,
  ) => Promise<readonly z.input<(typeof storageEndpoints)['testStorage']['answer']['schema']>['steps'][number][]>;
}

/** Tells how the copies of the live window do, and tries a bucket. */
export function storageHandlers(needs: StorageHandlersNeeds): Handlers<typeof storageEndpoints> {
  return {
    getStorage: () => {
      const { sinceWallMs, ...bucket } = needs.readBucket();
      const hasSecret = needs.readConfig().secret !== '';
      return { disk: needs.readDisk(), bucket: { ...bucket, since: toTimeOrNull(sinceWallMs), hasSecret } };
    },
    testStorage: async ({ body }) => {
      const stored = needs.readConfig();
      const config = requireWhole(body.value === undefined ? stored : withStoredSecret(body.value, stored));
      const steps = [...(await needs.testBucket(config))];
      const troubles = steps.filter(({ ok }) => !ok).map(({ sentence }) => sentence);
      const success = troubles.length === 0;
      return {
        success,
        message: success ? 'The bucket works, for this server and for viewers.' : troubles.join(' '),
        steps,
      };
    },
  };
}

/** What is to be tried has to say all that is needed, whether it is switched on or not. */
function requireWhole(config: S3Config): S3Config {
  const checked = s3.safeParse({ ...config, enabled: true });
  if (checked.success) return checked.data;
  throw new AerialError('REQUEST_INVALID', {
    message: 'There is no bucket to try.',
    hint: 'Give endpoint, accessKey, secret, bucket and region.',
  });
}
