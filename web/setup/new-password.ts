/** Shortest password that the server takes, in characters. */
const SHORTEST = 8;
const LONGEST = 200;

/** What is wrong with a new password that was typed twice, and in which of the two fields it is to be mended. */
interface PasswordFault {
  readonly field: 'password' | 'again';
  readonly sentence: string;
}

/** Null when nothing is wrong with a new password that was typed twice. */
export function faultOf(password: string, again: string): PasswordFault | null {
  if (password.length < SHORTEST)
    return at('password', `A password has at least ${SHORTEST} characters; this one has ${password.length}.`);
  if (password.length > LONGEST) return at('password', `A password has at most ${LONGEST} characters.`);
  if (again === '') return at('again', 'Type the password a second time, so that a slip does not lock you out.');
  return password === again ? null : at('password', 'The two are not the same. Type both again, or show them.');
}

function at(field: PasswordFault['field'], sentence: string): PasswordFault {
  return { field, sentence };
}

/** The token behind the hash mark of the link; null when the link is not whole. */
export function readToken(hash: string): string | null {
  return /^#([\w-]{43})$/.exec(hash)?.[1] ?? null;
}
