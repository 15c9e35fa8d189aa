import type { WordKey } from '../../shared/words.ts';

/** What a key asks of the player. */
export type Command =
  | 'play'
  | 'mute'
  | 'fullscreen'
  | 'theatre'
  | 'pip'
  | 'live'
  | 'back'
  | 'forward'
  | 'louder'
  | 'quieter'
  | 'chat'
  | 'help'
  | 'close';

export interface Keystroke {
  readonly key: string;
  readonly modified: boolean;
  /** What has the focus: in a text field keys are text, on a control Space and Enter are its own. */
  readonly focus: 'text' | 'control' | 'slider' | 'page';
}

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ' ': 'play',
    k: 'play',
    m: 'mute',
    f: 'fullscreen',
    t: 'theatre',
    i: 'pip',
    l: 'live',
    arrowleft: 'back',
    arrowright: 'forward',
    arrowup: 'louder',
    arrowdown: 'quieter',
    c: 'chat',
    '?': 'help',
    escape: 'close',
  } as const),
);

/** The command of a keystroke, or null where the key belongs to something else. */
export function commandOf({ key, modified, focus }: Keystroke): Command | null {
  if (modified || focus === 'text') return null;
  if (key === ' ' && focus !== 'page') return null;
  if (key.startsWith('Arrow') && focus === 'slider') return null;
  return commands.get(key.toLowerCase()) ?? null;
}

/** The list that the viewer sees on `?`. */
export const shortcutList: readonly (readonly [keys: readonly string[], meaning: WordKey])[] = [
  [['keys.space', 'k'], 'keys.play'],
  [['m'], 'keys.sound'],
  [['↑', '↓'], 'keys.volume'],
  [['←', '→'], 'keys.seek'],
  [['l'], 'player.jump'],
  [['f'], 'player.fullScreen'],
  [['t'], 'player.theatre'],
  [['i'], 'player.pip'],
  [['c'], 'keys.chat'],
  [['?'], 'keys.help'],
];
