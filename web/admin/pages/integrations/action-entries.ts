import { parseObjects } from '../../settings/json-text.ts';

/** A button under the picture, as the setting keeps it. */
export interface ActionEntry {
  readonly title: string;
  readonly description: string;
  readonly url: string;
  readonly html: string;
  readonly icon: string;
  readonly color: string;
  readonly openExternally: boolean;
}

export const emptyEntry: ActionEntry = {
  title: '',
  description: '',
  url: '',
  html: '',
  icon: '',
  color: '',
  openExternally: false,
};

/** Reads the setting's text; what is not there is empty. */
export function parseEntries(text: string): readonly ActionEntry[] {
  return parseObjects(text).map((one) => {
    const word = (name: string): string => (typeof one[name] === 'string' ? one[name] : '');
    return {
      title: word('title'),
      description: word('description'),
      url: word('url'),
      html: word('html'),
      icon: word('icon'),
      color: word('color'),
      openExternally: one['openExternally'] === true,
    };
  });
}

/** The list with one entry changed, or without it. */
export function withEntry(
  entries: readonly ActionEntry[],
  position: number,
  change: Partial<ActionEntry> | null,
): readonly ActionEntry[] {
  return entries.flatMap((entry, index) => {
    if (index !== position) return [entry];
    return change === null ? [] : [{ ...entry, ...change }];
  });
}
