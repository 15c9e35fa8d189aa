/** A wall-clock time in milliseconds as the API and the chat write it: RFC 3339, UTC. */
export function toTime(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
