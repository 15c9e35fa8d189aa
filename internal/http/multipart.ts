import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';

/** A file that a form has sent. */
export interface FormFile {
  readonly bytes: Buffer;
  /** As the form says; null where it says nothing in particular. */
  readonly mediaType: string | null;
}

const SAYS_NOTHING: ReadonlySet<string> = new Set(['', 'text/plain', 'application/octet-stream']);

/**
 * The file under `field` of a form as `multipart/form-data` (RFC 7578); null when the form has none, breaks off, or the file is larger
 * than `maxBytes`.
 */
export function readFormFile(
  body: Buffer,
  contentType: string,
  { field, maxBytes }: { field: string; maxBytes: number },
): Promise<FormFile | null> {
  return new Promise((resolve) => {
    const parser = openParser(contentType, maxBytes);
    if (parser === null) return resolve(null);
    let file: FormFile | null = null;
    const onFile = (
      name: string,
      stream: BusboyFileStream,
      _fileName: string,
      _encoding: string,
      mediaType: string,
    ): void => {
      const chunks: Buffer[] = [];
      stream.on('error', () => resolve(null));
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('end', () => {
        if (name !== field || stream.truncated) return;
        const claimed = mediaType.toLowerCase();
        file = { bytes: Buffer.concat(chunks), mediaType: SAYS_NOTHING.has(claimed) ? null : claimed };
      });
    };
    parser.on('file', onFile);
    parser.on('error', () => resolve(null));
    parser.on('finish', () => resolve(file));
    parser.end(body);
  });
}

/** Null when the header names no form of this kind, or no boundary. */
function openParser(contentType: string, maxBytes: number): BusboyInstance | null {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // Whether or not the client gives it a name.
      isPartAFile: () => true,
      limits: {
        fileSize: maxBytes,
        files: 4,
        fields: 20,
        parts: 24,
        fieldSize: 10_000,
        headerPairs: 40,
        headerSize: 8192,
      },
    });
  } catch {
    return null;
  }
}
