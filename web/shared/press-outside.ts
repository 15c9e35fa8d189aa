/** Where a box stands in the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Tells a press beside a dialog from one on its empty places, and from one that only ends beside it, as when a text is marked. The browser says
 * of all three that they are on the dialog itself.
 */
export class PressOutside {
  #hasBegun = false;

  begin(box: Box, x: number, y: number): void {
    this.#hasBegun = isOutside(box, x, y);
  }

  /** Whether the press that ends there was beside the box from its beginning on. */
  ends(box: Box, x: number, y: number): boolean {
    const isBeside = this.#hasBegun && isOutside(box, x, y);
    this.#hasBegun = false;
    return isBeside;
  }
}

function isOutside({ left, top, right, bottom }: Box, x: number, y: number): boolean {
  return x < left || x > right || y < top || y > bottom;
}

/** Calls `onPress` for each press beside an open dialog. */
export function watchPressesBeside(dialog: HTMLElement, onPress: () => void): void {
  const press = new PressOutside();
  dialog.addEventListener('pointerdown', ({ clientX, clientY }) =>
    press.begin(dialog.getBoundingClientRect(), clientX, clientY),
  );
  dialog.addEventListener('click', ({ target, clientX, clientY }) => {
    const isBeside = press.ends(dialog.getBoundingClientRect(), clientX, clientY);
    if (isBeside && target === dialog) onPress();
  });
}
