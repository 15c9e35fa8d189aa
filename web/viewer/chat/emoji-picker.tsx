import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { locale, say } from '../../shared/words.ts';
import type { Emoji } from './chat-api.ts';
import type { ChatModel } from './chat-model.ts';
import { findEmoji, inFolders } from './emoji-folders.ts';
import { nextInGrid } from './grid.ts';
import { symbols } from './unicode-emoji.ts';

/** Most of the channel's own that are drawn at once; the rest is found by name. */
const DRAWN = 200;

function moveInGrid(event: KeyboardEvent, box: HTMLElement): void {
  const all = [...box.querySelectorAll<HTMLButtonElement>('.emoji-choice')];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const grid = box.querySelector('.emoji-grid');
  const columns = grid === null ? 1 : getComputedStyle(grid).gridTemplateColumns.split(' ').length;
  const isRightToLeft = getComputedStyle(box).direction === 'rtl';
  const key = isRightToLeft
    ? event.key.replace(/^Arrow(Left|Right)$/, (_whole, side) => (side === 'Left' ? 'ArrowRight' : 'ArrowLeft'))
    : event.key;
  const next = at < 0 ? (key === 'ArrowDown' ? 0 : null) : nextInGrid(key, at, columns, all.length);
  if (next === null) return;
  event.preventDefault();
  event.stopPropagation();
  all[next]?.focus();
}

/** Their words are English; in other languages the device itself knows what its emoji are called. */
function named(meaning: string): { readonly title?: string; readonly 'aria-label'?: string } {
  return locale().startsWith('en') ? { title: meaning, 'aria-label': meaning } : {};
}

/** The channel's own of one folder. */
function Folder({ model, title, emoji }: { model: ChatModel; title: string; emoji: readonly Emoji[] }) {
  return (
    <>
      <h3 dir="auto">{title}</h3>
      <div class="emoji-grid">
        {emoji.map(({ name, url }) => (
          <button key={name} type="button" class="emoji-choice" title={name} onClick={() => model.insert(`:${name}:`)}>
            <img src={url} alt={name} loading="lazy" />
          </button>
        ))}
      </div>
    </>
  );
}

/** Those that are called `words` in part, or lie in a folder that is. */
function Choices({ model, words }: { readonly model: ChatModel; readonly words: string }) {
  const own = findEmoji(model.emoji.value ?? [], words).slice(0, DRAWN);
  const others = symbols.filter((one) => one.words.includes(words));
  return (
    <div class="emoji-choices">
      {inFolders(own).map(({ folder, emoji }) => (
        <Folder key={folder} model={model} title={folder === '' ? say('emoji.ofChannel') : folder} emoji={emoji} />
      ))}
      {own.length > 0 && others.length > 0 && <h3>{say('emoji.ofDevice')}</h3>}
      <div class="emoji-grid">
        {others.map(({ symbol, words: meaning }) => (
          <button
            key={symbol}
            type="button"
            class="emoji-choice"
            {...named(meaning)}
            onClick={() => model.insert(symbol)}
          >
            {symbol}
          </button>
        ))}
      </div>
      {own.length + others.length === 0 && <p class="chat-empty">{say('emoji.none')}</p>}
    </div>
  );
}

/** The channel's own emoji and a few that every device has. */
export function EmojiPicker({ model }: { readonly model: ChatModel }) {
  const box = useRef<HTMLDivElement>(null);
  const sought = useSignal('');
  useEffect(() => {
    void model.loadEmoji();
    if (matchMedia('(hover: hover)').matches) box.current?.querySelector('input')?.focus();
  }, []);
  const close = () => {
    model.isPickerOpen.value = false;
    model.focus();
  };
  return (
    <div
      ref={box}
      class="emoji-picker"
      role="dialog"
      aria-label={say('emoji.title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          close();
        } else if (box.current) moveInGrid(event, box.current);
      }}
    >
      <input
        type="search"
        class="chat-field"
        placeholder={say('emoji.find')}
        aria-label={say('emoji.find')}
        value={sought.value}
        onInput={(event) => (sought.value = event.currentTarget.value)}
      />
      <Choices model={model} words={sought.value.trim().toLowerCase()} />
    </div>
  );
}
