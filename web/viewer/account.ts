/** Under which the browser keeps the account that was typed last. */
export const accountMemory = 'fediverse';

/** An account of the fediverse as its server wants to read it, `you@your.server`; null for what is none. */
export function readAccount(typed: string): string | null {
  const account = typed.trim().replace(/^@/, '');
  return /^[^@\s/]+@[^@\s/]+\.[^@\s/]+$/.test(account) ? account : null;
}
