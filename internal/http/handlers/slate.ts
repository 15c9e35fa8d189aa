import { AerialError } from '../../platform/errors.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { slateEndpoints } from '../contract/slate.ts';
import { readFormFile } from '../multipart.ts';

/** What became of a file that was sent. */
export type SlateOutcome = { readonly kind: 'usable' } | { readonly kind: 'refused'; readonly reason: string };

interface SlateNeeds {
  readonly slate: {
    state(): {
      readonly isOn: boolean;
      readonly art: 'built-in' | 'picture' | 'video';
      readonly broadcast: {
        readonly kind: 'off' | 'awaited' | 'ready' | 'on-air' | 'replacing' | 'failed';
        readonly reason: string | null;
      } | null;
    };
    setOwn(bytes: Buffer): Promise<SlateOutcome>;
    removeOwn(): Promise<void>;
  };
}

const MAX_BYTES = 64 * 1024 * 1024;

/** What viewers see while the encoder is away. */
export function slateHandlers({ slate }: SlateNeeds): Handlers<typeof slateEndpoints> {
  return {
    getSlate: () => {
      const { isOn, art, broadcast } = slate.state();
      return { isOn, art, state: broadcast?.kind ?? null, reason: broadcast?.reason ?? null };
    },
    setSlate: async ({ body, caller }) => {
      const contentType = caller.headers['content-type'];
      const isForm = Buffer.isBuffer(body) && typeof contentType === 'string';
      const file = isForm ? await readFormFile(body, contentType, { field: 'slate', maxBytes: MAX_BYTES }) : null;
      if (file === null) {
        throw new AerialError('REQUEST_INVALID', {
          message: 'The body has to be a form (multipart/form-data) with a file of at most 64 MB in its field slate.',
          hint: 'Nothing was changed.',
        });
      }
      const outcome = await slate.setOwn(file.bytes);
      if (outcome.kind === 'usable')
        return { success: true, message: 'The slate was changed. It is shown as soon as it is made.' };
      throw new AerialError('PICTURE_UNUSABLE', { message: outcome.reason, hint: 'Nothing was changed.' });
    },
    removeSlate: async () => {
      await slate.removeOwn();
      return { success: true, message: 'The slate is the built-in one again. It is shown as soon as it is made.' };
    },
  };
}
