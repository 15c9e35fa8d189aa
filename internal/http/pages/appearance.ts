/** What an owner set: names of CSS custom properties without their hyphens, and values. */
export type Appearance = Readonly<Record<string, string>>;

/** Where black and white can be read equally well, at 4.58 to 1 (WCAG 2.2, relative luminance): beyond it one of them always is. */
const EVEN_LUMINANCE = 0.179;

/** A token of our pages, and the variables of Owncast's that mean it: the first that the owner set counts. */
const meanings: readonly (readonly [token: string, ...variables: string[]])[] = [
  ['--bar-surface', 'theme-color-background-header'],
  ['--bar-text', 'theme-color-components-text-on-dark'],
  ['--accent', 'theme-color-action', 'theme-color-palette-6'],
  ['--action-surface', 'theme-color-components-primary-button-background'],
  ['--action-text', 'theme-color-components-primary-button-text'],
  ['--action-surface-hover', 'theme-color-action-hover'],
  ['--signal', 'theme-color-components-video-live-indicator'],
  ['--stage-surface', 'theme-color-components-video-background'],
  ['--chat-surface', 'theme-color-components-chat-background'],
  ['--chat-text', 'theme-color-components-chat-text'],
  ['--dialog-surface', 'theme-color-components-modal-content-background'],
  ['--dialog-text', 'theme-color-components-modal-content-text'],
  ['--radius-card', 'theme-rounded-corners'],
  ['--radius-dialog', 'theme-rounded-corners'],
  ['--font', 'theme-text-body-font-family'],
  ['--font-display', 'theme-text-display-font-family'],
];
const backgrounds = ['theme-color-background-main', 'theme-color-palette-3'];
const foregrounds = ['theme-color-components-text-on-light', 'theme-color-palette-0'];

/**
 * The owner's colours and fonts as CSS: every variable under its own name, for the owner's styles to use, and those that mean something
 * here as our tokens. A background of one's own brings text that can be read on it, in light and dark alike.
 */
export function appearanceCss(appearance: Appearance): string {
  const own = Object.entries(appearance).map(([name, value]) => `--${name}:${value.trim()}`);
  if (own.length === 0) return '';
  const tokens = meanings.flatMap(([token, ...variables]) => {
    const variable = firstSet(appearance, variables);
    return variable === null ? [] : [`${token}:var(--${variable})`];
  });
  // The doubled selector outweighs the tokens of the dark theme, wherever that stands.
  return `:root:root{${[...own, ...tokens, ...groundTokens(appearance)].join(';')}}\n`;
}

function firstSet(appearance: Appearance, variables: readonly string[]): string | null {
  return variables.find((name) => (appearance[name] ?? '').trim() !== '') ?? null;
}

function groundTokens(appearance: Appearance): string[] {
  const ground = firstSet(appearance, backgrounds);
  if (ground === null) return [];
  const isDark = isDarkColor(appearance[ground] ?? '');
  const given = firstSet(appearance, foregrounds);
  if (isDark === null && given === null) return [`--surface-0:var(--${ground})`];
  const text = given === null ? (isDark === true ? '#f4f5f7' : '#171a21') : `var(--${given})`;
  const mixed = (share: number) => `color-mix(in oklab,var(--surface-0) ${100 - share}%,var(--text-strong))`;
  return [
    `--surface-0:var(--${ground})`,
    `--text-strong:${text}`,
    `--surface-1:${mixed(3)}`,
    `--surface-2:${mixed(7)}`,
    `--surface-3:${mixed(13)}`,
    `--line:${mixed(16)}`,
    `--text-normal:${mixed(88)}`,
    `--text-quiet:${mixed(68)}`,
    `--glow:${mixed(10)}`,
    ...(isDark === null ? [] : [`color-scheme:${isDark ? 'dark' : 'light'}`]),
  ];
}

/** Whether bright text belongs on it; null for a colour that is written in a way we do not read. */
export function isDarkColor(color: string): boolean | null {
  const parts = hexParts(color.trim()) ?? rgbParts(color.trim());
  if (parts === null) return null;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < EVEN_LUMINANCE;
}

function hexParts(color: string): number[] | null {
  const digits = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(color)?.[1];
  if (digits === undefined) return null;
  const long = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

function rgbParts(color: string): number[] | null {
  const match = /^rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})/i.exec(color);
  return match === null ? null : match.slice(1, 4).map((part) => Math.min(255, Number(part)));
}
