import type { Memory } from '../../shared/memory.ts';

const NAME = 'code-sent';
/** For so long the server takes a code. */
const LIFE_MS = 10 * 60_000;

/** Keeps that a code is on its way to an account: who goes to read it may come back to a page that was loaded anew. */
export function rememberCodeSent(memory: Memory, account: string, wallMs: number): void {
  memory.write(NAME, `${wallMs} ${account}`);
}

/** The code was taken: there is none any more. */
export function forgetCodeSent(memory: Memory): void {
  memory.write(NAME, '');
}

/** The account to which a code was sent that is still good; null for none. */
export function readCodeSent(memory: Memory, wallMs: number): string | null {
  const [sentMs = '', account = ''] = (memory.read(NAME) ?? '').split(' ');
  const ageMs = wallMs - Number(sentMs);
  return account !== '' && ageMs >= 0 && ageMs < LIFE_MS ? account : null;
}
