/** What a signature says of itself: by which key, and what of the request it covers. */
export interface StatedSignature {
  readonly keyId: string;
  /** In lower case. */
  readonly covers: ReadonlySet<string>;
}

type Headers = Readonly<Record<string, string>>;

/** Reads the signature of a request, of either kind; null when there is none that can be read. */
export function readSignature(headers: Headers): StatedSignature | null {
  const { 'signature-input': input, signature } = headers;
  if (signature === undefined) return null;
  return input === undefined ? readCavage(signature) : readRfc9421(input);
}

/** `keyId="…",headers="…",signature="…"` (draft-cavage-http-signatures-12, 2.1). */
function readCavage(signature: string): StatedSignature | null {
  const keyId = /(?:^|,)\s*keyId="([^"]{1,2048})"/.exec(signature)?.[1];
  const covered = /(?:^|,)\s*headers="([^"]{1,1024})"/.exec(signature)?.[1];
  if (keyId === undefined || covered === undefined) return null;
  return { keyId, covers: new Set(covered.toLowerCase().split(' ')) };
}

/** `label=("@method" …);keyid="…"` (RFC 9421, 4.1). Only one: of several, the one checked may not be the one that counts. */
function readRfc9421(input: string): StatedSignature | null {
  const labels = input.match(/(?:^|,)\s*[a-z*][\w*.-]*\s*=\s*\(/gi) ?? [];
  const keyId = /;\s*keyid="([^"]{1,2048})"/i.exec(input)?.[1];
  const list = /=\s*\(([^)]{0,1024})\)/.exec(input)?.[1];
  if (labels.length !== 1 || keyId === undefined || list === undefined) return null;
  return { keyId, covers: new Set([...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name.toLowerCase())) };
}

/** Whether what matters of a request to an inbox is covered, so that it cannot be sent to another server or with another body. */
export function coversEnough({ covers }: StatedSignature, isRfc9421: boolean): boolean {
  if (isRfc9421) {
    const saysWhere =
      covers.has('@target-uri') || (covers.has('@path') && (covers.has('@authority') || covers.has('host')));
    return covers.has('@method') && saysWhere && covers.has('content-digest');
  }
  return (
    ['(request-target)', 'host', 'digest'].every((name) => covers.has(name)) &&
    (covers.has('date') || covers.has('(created)'))
  );
}
