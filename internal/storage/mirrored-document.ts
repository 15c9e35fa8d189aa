/** Whether a reader of the bucket finds it: now, before long, or never. */
export type ObjectState = 'stored' | 'coming' | 'absent';

/** A text made of what the bucket holds, such as a playlist; null while there is nothing to say. */
export type RenderDocument = (stateOf: (name: string) => ObjectState) => string | null;

/** A text in the bucket that is written anew whenever what it speaks of has changed. */
export interface MirroredDocument {
  readonly render: RenderDocument;
  /** Whether it may have changed since it was looked at last. */
  isStale: boolean;
  isOnItsWay: boolean;
  /** What the bucket holds; null before the first time. */
  text: string | null;
}
