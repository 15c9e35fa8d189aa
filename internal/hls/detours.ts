/** Players that are remembered; the one that was not seen for longest is forgotten first. */
const mostPlayers = 10_000;
/** Files that are remembered of each: as many as a player may ask for at a time. */
const mostFiles = 8;
/** How long a player that had no luck elsewhere gets everything from here. */
const stayMs = 5 * 60_000;

interface Player {
  files: string[];
  staysUntilMs: number;
}

/**
 * Decides who is sent elsewhere for a file. A player that comes back for the same file had no luck there, for whatever reason of its own: it gets
 * that file and the next ones from here.
 */
export class Detours {
  readonly #players = new Map<string, Player>();

  /** Whether that player may be sent elsewhere for that file. */
  allows(player: string, file: string, nowMs: number): boolean {
    const known = this.#players.get(player) ?? { files: [], staysUntilMs: Number.NEGATIVE_INFINITY };
    this.#players.delete(player);
    this.#players.set(player, known);
    const oldest = this.#players.size > mostPlayers ? this.#players.keys().next().value : undefined;
    if (oldest !== undefined) this.#players.delete(oldest);
    if (known.files.includes(file)) known.staysUntilMs = nowMs + stayMs;
    if (nowMs < known.staysUntilMs) return false;
    known.files = [...known.files.slice(1 - mostFiles), file];
    return true;
  }
}
