import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done } from './shapes.ts';

const group = 'Broadcast and server';
const changed = { kind: 'json', schema: done } as const;
/** An own video, with the form around it. */
const maxBodyBytes = 65 * 1024 * 1024;

const slate = z
  .object({
    /** Whether the setting `slate` is on. */
    isOn: z.boolean(),
    art: z.enum(['built-in', 'picture', 'video']),
    /**
     * How it stands in the broadcast on air; null while nothing is. `awaited`: it is being made; `ready`: it will be shown; `on-air`: viewers are shown it
     * now; `replacing`: they are shown the one before while it is being made.
     */
    state: z.enum(['off', 'awaited', 'ready', 'on-air', 'replacing', 'failed']).nullable(),
    /** Why an own picture or video could not be made into one, in a sentence; unless the state is `failed`, the built-in one stands in. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'Slate' });

/** What viewers see while the encoder is away. */
export const slateEndpoints = defineEndpoints({
  getSlate: {
    method: 'GET',
    path: '/api/admin/slate',
    access: 'admin',
    summary: 'What viewers see while the encoder is away, and whether it is ready for the broadcast on air.',
    group,
    answer: { kind: 'json', schema: slate },
  },
  setSlate: {
    method: 'POST',
    path: '/api/admin/slate',
    access: 'admin',
    summary:
      'Takes the file in the field `slate` of a form as the slate: a PNG, JPEG, WebP or GIF picture, or a video, of which 20 seconds are shown again and again. It is shown once it is made, within seconds.',
    group,
    bodyMediaType: 'multipart/form-data',
    maxBodyBytes,
    answer: changed,
  },
  removeSlate: {
    method: 'DELETE',
    path: '/api/admin/slate',
    access: 'admin',
    summary: 'Goes back to the built-in slate: the logo and the name of the channel.',
    group,
    answer: changed,
  },
});
