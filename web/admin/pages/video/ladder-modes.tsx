import { useRef } from 'preact/hooks';
import { useStudio } from '../../studio.ts';
import { inMode, type LadderText, readLadder, writeLadder } from './ladder-text.ts';

const modes = [
  {
    value: 'auto',
    title: 'Automatic',
    text: 'As many as this machine’s cores hold while it also serves; made for the source of each broadcast.',
  },
  { value: 'list', title: 'My own', text: 'Exactly those that you name.' },
  { value: 'off', title: 'Only the source', text: 'Nothing is made. Viewers with a slow line may have to wait.' },
] as const;

/** Who chooses the qualities. */
export function LadderModes({ ladder }: { readonly ladder: LadderText }) {
  const { settings } = useStudio();
  const list = useRef<LadderText | null>(null);
  if (ladder.mode === 'list') list.current = ladder;
  const choose = (mode: LadderText['mode']): void => {
    const saved = readLadder(settings.rows.peek()?.get('ladder')?.value ?? '');
    settings.write('ladder', writeLadder(inMode(mode, list.current ?? saved)));
  };
  return (
    <fieldset class="options" id="setting-ladder" tabIndex={-1}>
      <legend class="unseen">Who chooses the qualities</legend>
      {modes.map(({ value, title, text }) => (
        <label key={value} class="option">
          <input
            type="radio"
            name="ladder-mode"
            checked={ladder.mode === value}
            onChange={() => {
              if (ladder.mode !== value) choose(value);
            }}
          />
          <span>
            <strong>{title}</strong>
            <span class="help">{text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
