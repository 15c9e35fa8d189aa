import type { descriptionEndpoints } from '../contract/description.ts';
import { type Endpoints, type Handlers, RawReply } from '../contract/endpoint.ts';
import { openApiOf } from '../contract/openapi.ts';

/** The description of `rows`, written when it is first asked for. */
export function descriptionHandlers(needs: {
  rows: Endpoints;
  version: string;
}): Handlers<typeof descriptionEndpoints> {
  let written: Buffer | null = null;
  return {
    getDescription: () => {
      written ??= Buffer.from(JSON.stringify(openApiOf(needs.rows, { version: needs.version })));
      return new RawReply({ headers: { 'content-type': 'application/json; charset=utf-8' }, body: written });
    },
  };
}
