/** What decides whether people may write. */
export interface ChatHours {
  readonly nowWallMs: number;
  readonly isOnAir: boolean;
  /** Whether a planned broadcast is so near that people may write, or was to be on by now. */
  readonly isPlanned: boolean;
  /** When the last broadcast ended; null when there was none yet. */
  readonly endedWallMs: number | null;
  readonly openAfterMinutes: number;
}

/** Whether people may write: on air, for a while after, and around the time of a planned broadcast. */
export function isChatOpen({ nowWallMs, isOnAir, isPlanned, endedWallMs, openAfterMinutes }: ChatHours): boolean {
  if (isOnAir || isPlanned) return true;
  return endedWallMs !== null && nowWallMs - endedWallMs <= openAfterMinutes * 60_000;
}
