import type { AnswerOf } from '../../../../internal/http/contract/caller-types.ts';

type ServerConfig = AnswerOf<'GET /api/admin/serverconfig'>;

/** What an encoder is told: where to send to, and with which keys. */
export interface EncoderAddress {
  readonly server: string;
  /** The same over TLS; null without a certificate. */
  readonly secureServer: string | null;
  readonly keys: readonly { readonly key: string; readonly comment: string }[];
}

const usualPort = 1935;
const usualSecurePort = 443;
const app = 'live';

/** Reads the address from the server's settings and from the name by which this browser reached it. */
export function encoderAddress(
  config: Pick<ServerConfig, 'rtmpServerPort' | 'streamKeys'>,
  host: string,
  securePort: number | null,
): EncoderAddress {
  const at = (port: number, usual: number): string => (port === usual ? host : `${host}:${port}`);
  return {
    server: `rtmp://${at(config.rtmpServerPort, usualPort)}/${app}`,
    secureServer: securePort === null ? null : `rtmps://${at(securePort, usualSecurePort)}/${app}`,
    keys: config.streamKeys,
  };
}
