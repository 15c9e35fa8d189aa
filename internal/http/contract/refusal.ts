import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';

/** Longest sentence about a body that did not fit. */
const MAX_SENTENCE = 300;

/** Why something from outside does not fit its shape, as an error for the caller. */
export function misfit(what: string, error: z.ZodError): AerialError {
  const places = error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  return new AerialError('REQUEST_INVALID', {
    message: `The ${what} is not as it should be: ${places.join('; ')}`.slice(0, MAX_SENTENCE) + '.',
    hint: 'Nothing was changed; /api/openapi.json says what is taken.',
  });
}
