import type { FastifyRequest } from 'fastify';
import type { Access, Identity } from '../contract/endpoint.ts';

/** Decides whether a request may do what a row of the contract does. */
export interface Gate {
  /**
   * Who the request's credentials say that it is, when that suffices for `access`. Throws `UNAUTHORIZED`, `FORBIDDEN`, `TOO_MANY_ATTEMPTS`
   * or `SETUP_NEEDED`. `setHeader` adds to the answer, for instance the session's cookie.
   */
  admit(
    access: Exclude<Access, 'anyone'>,
    request: FastifyRequest,
    address: string,
    setHeader: (name: string, value: string) => void,
  ): Promise<Identity>;
}
