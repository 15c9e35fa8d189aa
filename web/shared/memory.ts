/** What this browser remembers between visits; without storage (blocked, private) everything is simply forgotten. */
export interface Memory {
  read(name: string): string | null;
  write(name: string, value: string): void;
}

const prefix = 'aerial.';

/** Memory kept in `localStorage`, under names that start with `aerial.`. */
export const browserMemory: Memory = {
  read(name) {
    try {
      return localStorage.getItem(prefix + name);
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(prefix + name, value);
    } catch {
      // Storage is full or forbidden: the choice holds for this visit only.
    }
  },
};

/** A remembered number within `[min, max]`, else `fallback`. */
export function readNumber(
  memory: Memory,
  name: string,
  range: { min: number; max: number; fallback: number },
): number {
  const text = memory.read(name);
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return value >= range.min && value <= range.max ? value : range.fallback;
}
