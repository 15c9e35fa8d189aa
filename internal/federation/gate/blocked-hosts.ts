/** Whether a host, or one that it is below, is in a list of host names. */
export function isBlockedHost(blocked: readonly string[], host: string): boolean {
  const name = host.toLowerCase();
  return blocked.some((entry) => name === entry.toLowerCase() || name.endsWith(`.${entry.toLowerCase()}`));
}
