/** Shortest password that the server takes, in characters. */
const SHORTEST = 8;
const LONGEST = 200;

/** What is wrong with a new password that was typed twice, in a sentence; null when nothing is. */
export function faultOf(password: string, again: string): string | null {
  if (password.length < SHORTEST)
    return `A password has at least ${SHORTEST} characters; this one has ${password.length}.`;
  if (password.length > LONGEST) return `A password has at most ${LONGEST} characters.`;
  if (again === '') return 'Type the password a second time, so that a slip does not lock you out.';
  return password === again ? null : 'The two are not the same. Type both again, or show them.';
}

/** The token behind the hash mark of the link; null when the link is not whole. */
export function readToken(hash: string): string | null {
  return /^#([\w-]{43})$/.exec(hash)?.[1] ?? null;
}
