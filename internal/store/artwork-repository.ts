import { and, asc, eq } from 'drizzle-orm';
import { artwork } from './schema.ts';
import type { Session } from './session.ts';

/** A picture of the channel, as it is kept. */
interface StoredPicture {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, base64url. */
  readonly digest: string;
}

/** The channel's pictures by kind (`logo`, `favicon`, `emoji`) and name. What may be kept is not known here: check before. */
export class ArtworkRepository {
  readonly #session: Session;
  readonly #wallMs: () => number;

  constructor(needs: { session: Session; wallMs: () => number }) {
    this.#session = needs.session;
    this.#wallMs = needs.wallMs;
  }

  get(kind: string, name: string): StoredPicture | null {
    const row = this.#session.run((database) =>
      database
        .select({ name: artwork.name, mediaType: artwork.mediaType, bytes: artwork.bytes, digest: artwork.digest })
        .from(artwork)
        .where(and(eq(artwork.kind, kind), eq(artwork.name, name)))
        .get(),
    );
    return row ?? null;
  }

  /** Without the bytes, by name. */
  list(kind: string): readonly { readonly name: string; readonly digest: string }[] {
    return this.#session.run((database) =>
      database
        .select({ name: artwork.name, digest: artwork.digest })
        .from(artwork)
        .where(eq(artwork.kind, kind))
        .orderBy(asc(artwork.name))
        .all(),
    );
  }

  /** Keeps a picture, in place of one of the same name. */
  put(kind: string, picture: StoredPicture): void {
    const row = { ...picture, updatedWallMs: this.#wallMs() };
    this.#session.run((database) =>
      database
        .insert(artwork)
        .values({ kind, ...row })
        .onConflictDoUpdate({ target: [artwork.kind, artwork.name], set: row })
        .run(),
    );
  }

  /** Keeps a picture as the only one of its kind. */
  putOnly(kind: string, picture: StoredPicture): void {
    this.#session.transact(() => {
      this.removeAll(kind);
      this.put(kind, picture);
    });
  }

  /** True when there was one of that name. */
  remove(kind: string, name: string): boolean {
    const where = and(eq(artwork.kind, kind), eq(artwork.name, name));
    return this.#session.run((database) => database.delete(artwork).where(where).run()).changes > 0;
  }

  /** True when there was any. */
  removeAll(kind: string): boolean {
    return this.#session.run((database) => database.delete(artwork).where(eq(artwork.kind, kind)).run()).changes > 0;
  }
}
