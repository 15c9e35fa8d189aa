import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { bits, objectIdentifier, octets, sequence, set, smallInteger, tagged } from './der.ts';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

/** A request (PKCS #10, RFC 2986) for a certificate for these host names and this P-256 key, in DER. The names stand in the extension alone. */
export function makeSigningRequest(names: readonly string[], privateKey: KeyObject): Buffer {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  // GeneralName ::= CHOICE { dNSName [2] IA5String, … } (RFC 5280, 4.2.1.6)
  const generalNames = sequence(...names.map((name) => tagged(2, Buffer.from(name, 'ascii'), false)));
  const extensions = sequence(sequence(objectIdentifier(SUBJECT_ALTERNATIVE_NAME), octets(generalNames)));
  const attribute = sequence(objectIdentifier(EXTENSION_REQUEST), set(extensions));
  const information = sequence(smallInteger(0), sequence(), publicKey, tagged(0, attribute, true));
  const signature = sign('sha256', information, privateKey);
  return sequence(information, sequence(objectIdentifier(ECDSA_WITH_SHA256)), bits(signature));
}
