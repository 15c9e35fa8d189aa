import { asc, eq, isNotNull } from 'drizzle-orm';
import { featuredStreams } from './schema.ts';
import type { Session } from './session.ts';

/** A stream of somebody else that the channel recommends; `acceptedWallMs` is null until that one agrees. */
export type FeaturedStream = typeof featuredStreams.$inferSelect;

/** Streams of others that the channel recommends. */
export class FeaturedStreamRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  get(id: string): FeaturedStream | null {
    return this.#find(featuredStreams.id, id);
  }

  getByActor(iri: string): FeaturedStream | null {
    return this.#find(featuredStreams.iri, iri);
  }

  /** Keeps one, in place of what was known of the same one. */
  put(stream: FeaturedStream): void {
    const { id: _, ...set } = stream;
    this.#session.run((database) =>
      database.insert(featuredStreams).values(stream).onConflictDoUpdate({ target: featuredStreams.id, set }).run(),
    );
  }

  /** True when there was one. */
  remove(id: string): boolean {
    return (
      this.#session.run((database) => database.delete(featuredStreams).where(eq(featuredStreams.id, id)).run())
        .changes > 0
    );
  }

  /** By the time that they were added. */
  list(which: 'all' | 'accepted'): readonly FeaturedStream[] {
    const chosen = which === 'all' ? undefined : isNotNull(featuredStreams.acceptedWallMs);
    return this.#session.run((database) =>
      database.select().from(featuredStreams).where(chosen).orderBy(asc(featuredStreams.addedWallMs)).all(),
    );
  }

  #find(column: typeof featuredStreams.id | typeof featuredStreams.iri, value: string): FeaturedStream | null {
    return (
      this.#session.run((database) => database.select().from(featuredStreams).where(eq(column, value)).get()) ?? null
    );
  }
}
