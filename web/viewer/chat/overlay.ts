/** How the chat is shown over a picture. */
export interface Overlay {
  readonly isOn: boolean;
  /** Of the words; null for the usual. */
  readonly sizePx: number | null;
  /** How long a message stays; null for good. */
  readonly fadeSeconds: number | null;
}

function numberIn(text: string | null, min: number, max: number): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? Math.min(max, Math.max(min, value)) : null;
}

/** Reads `?overlay=1&size=24&fade=15`. */
export function readOverlay(query: URLSearchParams): Overlay {
  const isOn = ['1', 'true'].includes(query.get('overlay') ?? '');
  return { isOn, sizePx: numberIn(query.get('size'), 8, 96), fadeSeconds: numberIn(query.get('fade'), 1, 3600) };
}
