import { signal } from '@preact/signals';
import { keepCookie } from '../shared/cookie.ts';

/** The server reads it and draws the next page so from the first paint on. */
const cookieName = 'aerial-layout';
/** In rem; the style sheet has a rule for each whole one. */
const range = { least: 16, most: 36, usual: 21 } as const;
const stepRem = 1;

/** How the page is laid out: beside the picture the chat, as wide as the viewer made it, or nothing. */
export class Layout {
  readonly isChatShown = signal(document.body.dataset['chat'] !== 'hidden');
  readonly isTheatre = signal(document.documentElement.hasAttribute('data-theatre'));

  showChat(isShown: boolean): void {
    this.isChatShown.value = isShown;
    document.body.dataset['chat'] = isShown ? 'shown' : 'hidden';
    this.#keep();
  }

  setTheatre(isTheatre: boolean): void {
    this.isTheatre.value = isTheatre;
    document.documentElement.toggleAttribute('data-theatre', isTheatre);
    this.#keep();
  }

  /** Null takes back what was chosen. */
  setChatWidth(rem: number | null): void {
    const { dataset } = document.documentElement;
    if (rem === null) delete dataset['chatWidth'];
    else dataset['chatWidth'] = String(nearestWidth(rem));
    this.#keep();
  }

  #keep(): void {
    const width = document.documentElement.dataset['chatWidth'];
    const words = [
      this.isChatShown.peek() ? 'shown' : 'hidden',
      ...(width === undefined ? [] : [`width-${width}`]),
      ...(this.isTheatre.peek() ? ['theatre'] : []),
    ];
    keepCookie(cookieName, words.join('.'));
  }
}

/** A width that there is a rule for. */
export function nearestWidth(rem: number): number {
  return Math.min(range.most, Math.max(range.least, Math.round(rem)));
}

/** What a key on the divider makes of the width; undefined where it is none of its keys, null for the usual width. */
export function widthAfterKey(key: string, rem: number, isRightToLeft: boolean): number | null | undefined {
  // The chat is at the line's end: towards its start it becomes wider.
  const [wider, narrower] = isRightToLeft ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
  switch (key) {
    case wider:
      return nearestWidth(rem + stepRem);
    case narrower:
      return nearestWidth(rem - stepRem);
    case 'Home':
      return range.least;
    case 'End':
      return range.most;
    case 'Enter':
      return null;
    default:
      return undefined;
  }
}
