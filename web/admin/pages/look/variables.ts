/** A variable of the page's look, by the name that Owncast gives it. */
export interface LookVariable {
  /** Without its two hyphens. */
  readonly name: string;
  readonly label: string;
  readonly kind: 'color' | 'length' | 'font';
  readonly example: string;
}

export interface LookGroup {
  readonly title: string;
  readonly variables: readonly LookVariable[];
}

const color = (name: string, label: string, example: string): LookVariable => ({
  name: `theme-color-${name}`,
  label,
  kind: 'color',
  example,
});

/** What the page heeds, in the order in which it is seen. */
export const lookGroups: readonly LookGroup[] = [
  {
    title: 'Page',
    variables: [
      color('background-main', 'Background', '#12161d'),
      color('components-text-on-light', 'Text', '#171a21'),
      color('action', 'Links and buttons', '#3b6fd4'),
      color('action-hover', 'Buttons under the pointer', '#2f5cb5'),
      color('components-primary-button-background', 'Main button', '#3b6fd4'),
      color('components-primary-button-text', 'Text of the main button', '#ffffff'),
    ],
  },
  {
    title: 'Bar at the top',
    variables: [
      color('background-header', 'Background', '#12161d'),
      color('components-text-on-dark', 'Text', '#ffffff'),
    ],
  },
  {
    title: 'Picture',
    variables: [
      color('components-video-background', 'Around the picture', '#000000'),
      color('components-video-live-indicator', 'Live badge', '#d63a1f'),
    ],
  },
  {
    title: 'Chat',
    variables: [
      color('components-chat-background', 'Background', '#171a21'),
      color('components-chat-text', 'Text', '#f4f5f7'),
    ],
  },
  {
    title: 'Dialogs',
    variables: [
      color('components-modal-content-background', 'Background', '#ffffff'),
      color('components-modal-content-text', 'Text', '#171a21'),
    ],
  },
  {
    title: 'Shape and type',
    variables: [
      { name: 'theme-rounded-corners', label: 'Rounded corners', kind: 'length', example: '10px' },
      { name: 'theme-text-body-font-family', label: 'Font of text', kind: 'font', example: 'Inter, sans-serif' },
      { name: 'theme-text-display-font-family', label: 'Font of titles', kind: 'font', example: 'Georgia, serif' },
    ],
  },
];

const known = new Set(lookGroups.flatMap(({ variables }) => variables.map(({ name }) => name)));

/** Variables that somebody set besides those, for styles of their own. */
export function furtherVariables(appearance: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(appearance).filter((name) => !known.has(name));
}

/** As a colour field takes it; null for a colour that is written in another way. */
export function hexOf(value: string): string | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value.trim())?.[1];
  if (digits === undefined) return null;
  return `#${(digits.length === 3 ? digits.replace(/./g, '$&$&') : digits).toLowerCase()}`;
}
