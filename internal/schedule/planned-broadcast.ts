/** A broadcast that is planned. Times in wall-clock milliseconds. */
export interface PlannedBroadcast {
  /** Stays the same whatever becomes of the broadcast. */
  readonly id: string;
  readonly name: string;
  /** May be empty. */
  readonly description: string;
  readonly startWallMs: number;
  readonly durationMinutes: number;
  /** Of the IANA database. */
  readonly timeZone: string;
}

/** The same as it is shown to people: also when it was cancelled. */
export interface ShownBroadcast extends PlannedBroadcast {
  readonly status: 'scheduled' | 'cancelled';
}

/** One broadcast of the calendar, with where it comes from. */
export interface Occurrence extends ShownBroadcast {
  readonly planId: string;
  readonly isOfSeries: boolean;
  readonly updatedWallMs: number;
}
