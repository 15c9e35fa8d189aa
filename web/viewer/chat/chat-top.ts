/** What is there of an element while it is shown. */
type Placed = Pick<HTMLElement, 'hidden' | 'getBoundingClientRect'>;

export interface ChatTopNeeds {
  readonly chat: Placed;
  /** How far the page is scrolled down, in CSS pixels. */
  readonly scrolledPx: () => number;
  /** Takes how far below the beginning of the page the chat begins, in CSS pixels. */
  readonly set: (topPx: number) => void;
}

/** Answers what measures where the chat begins; one that is hidden begins nowhere, and has to be measured once it is shown. */
export function topMeter({ chat, scrolledPx, set }: ChatTopNeeds): () => void {
  return () => {
    if (!chat.hidden) set(Math.round(chat.getBoundingClientRect().top + scrolledPx()));
  };
}
