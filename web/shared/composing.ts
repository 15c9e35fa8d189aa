/** What a browser says with a key while an input method may be at work. */
export interface TypedKey {
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** The code of a key that an input method took (UI Events, how to determine `keyCode`). */
const TAKEN = 229;

/** Whether a key belongs to an input method: Safari says `isComposing` no longer with the Enter that ends a word, but the code still. */
export function isOfInputMethod({ isComposing, keyCode }: TypedKey): boolean {
  return isComposing || keyCode === TAKEN;
}
