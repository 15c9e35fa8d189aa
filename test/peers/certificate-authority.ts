import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  BasicConstraintsExtension,
  Pkcs10CertificateRequest,
  type PublicKeyType,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR_MS = 3_600_000;
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

cryptoProvider.set(webcrypto as Crypto);

export interface Life {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Issues certificates that nobody trusts but who is given `certificate`: for tests. */
export class CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  readonly #keys: CryptoKeyPair;
  readonly #name = 'CN=Test authority';

  private constructor(keys: CryptoKeyPair, certificate: string) {
    this.#keys = keys;
    this.certificate = certificate;
  }

  static async create(): Promise<CertificateAuthority> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=Test authority',
      keys,
      signingAlgorithm: ALGORITHM,
      serialNumber: serialNumber(),
      notBefore: new Date(Date.now() - HOUR_MS),
      notAfter: new Date(Date.now() + 1000 * 24 * HOUR_MS),
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new CertificateAuthority(keys, `${certificate.toString('pem')}\n`);
  }

  /** Lets this process trust what it signed, until the returned function is called. */
  trustHere(): () => void {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, this.certificate]);
    return () => setDefaultCACertificates(before);
  }

  /** A certificate for a key that somebody else holds; PEM, of the certificate alone. */
  async sign(publicKey: PublicKeyType, names: readonly string[], life = aDay()): Promise<string> {
    const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${names[0] ?? ''}`,
      issuer: this.#name,
      publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ALGORITHM,
      serialNumber: serialNumber(),
      notBefore: new Date(life.fromMs),
      notAfter: new Date(life.toMs),
      extensions: [
        new SubjectAlternativeNameExtension(
          names.map((name) => ({ type: isAddress(name) ? ('ip' as const) : ('dns' as const), value: name })),
        ),
      ],
    });
    return `${certificate.toString('pem')}\n`;
  }

  /** A certificate and its chain for a request (DER) that asks for exactly these names and proves its key; null for any other. */
  async answer(request: Buffer, names: readonly string[], life = aDay()): Promise<string | null> {
    const asked = new Pkcs10CertificateRequest(new Uint8Array(request));
    const extension = asked.getExtension(SUBJECT_ALTERNATIVE_NAME);
    if (extension === null) return null;
    const wanted = new SubjectAlternativeNameExtension(extension.rawData).names
      .toJSON()
      .map(({ type, value }) => `${type}:${String(value)}`);
    const isRight =
      wanted.toSorted().join() ===
      names
        .map((name) => `dns:${name}`)
        .toSorted()
        .join();
    if (!isRight || asked.subject !== '' || !(await asked.verify())) return null;
    return (await this.sign(asked.publicKey, names, life)) + this.certificate;
  }

  /** A certificate with a new key, both PEM. */
  async issue(names: readonly string[], life = aDay()): Promise<{ certificate: string; key: string }> {
    const keys = await generateKeys();
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
    return { certificate: (await this.sign(keys.publicKey, names, life)) + this.certificate, key };
  }
}

function aDay(): Life {
  return { fromMs: Date.now() - HOUR_MS, toMs: Date.now() + 23 * HOUR_MS };
}

function serialNumber(): string {
  return `01${randomBytes(8).toString('hex')}`;
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
}
