/** The one door to zod: what comes from outside is parsed with it, in the table of settings and in the contract of the API. */
export { z } from 'zod';
