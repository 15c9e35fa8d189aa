/** Whether who reads in the archive finds a file there: now, before long, or never. */
export type ArchiveState = 'stored' | 'coming' | 'absent';

/** A playlist of what the archive holds; null while there is nothing to say. */
export type ArchivePlaylist = (stateOf: (path: string) => ArchiveState) => string | null;

/** Where finished segments and initialisation sections go besides memory. No call may block or throw. */
export interface SegmentArchive {
  put(path: string, bytes: Buffer): void;
  remove(path: string): void;
  /** A playlist that is written whenever what it speaks of has changed; null takes it away. */
  playlist(path: string, render: ArchivePlaylist | null): void;
  /** Where anybody finds that file for certain, at this moment; null when it had better come from here. */
  locate(path: string): string | null;
}
