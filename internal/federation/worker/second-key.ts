import type { KeyObject } from 'node:crypto';
import { z } from '../../platform/schema.ts';
import { readMultibase } from '../documents/proof.ts';

const method = z.object({ id: z.string(), controller: z.string(), publicKeyMultibase: z.string() });
const document = z.object({ id: z.string(), assertionMethod: z.unknown() });

/** A key of Ed25519 that an account's own document names by that address (FEP-521a), and whose it is; null when it names none. */
export function secondKeyIn(
  loaded: unknown,
  keyId: string,
): { readonly key: KeyObject; readonly owner: string } | null {
  const read = document.safeParse(loaded).data;
  if (read === undefined) return null;
  const methods = [read.assertionMethod].flat(1).map((one) => method.safeParse(one).data);
  const found = methods.find((one) => one?.id === keyId);
  if (found?.controller !== read.id) return null;
  const key = readMultibase(found.publicKeyMultibase);
  return key === null ? null : { key, owner: read.id };
}
