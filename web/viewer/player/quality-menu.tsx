import { useEffect, useRef } from 'preact/hooks';
import { CheckIcon, QualityIcon } from '../../shared/icons.tsx';
import { say } from '../../shared/words.ts';
import type { Desk } from './desk.ts';
import { qualityButtonLabel, qualityOptions, type QualityChoice } from './qualities.ts';

function moveFocus(menu: HTMLElement, key: string): boolean {
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
  const here = items.indexOf(document.activeElement as HTMLElement);
  const target = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[key];
  if (target === undefined || items.length === 0) return false;
  items[target % items.length]?.focus();
  return true;
}

function Menu({ desk, onDone }: { readonly desk: Desk; readonly onDone: () => void }) {
  const { player } = desk;
  const menu = useRef<HTMLDivElement>(null);
  const options = qualityOptions(player.variants.value, player.current.value);
  useEffect(() => {
    const checked = menu.current?.querySelector<HTMLElement>('[aria-checked="true"]');
    (checked ?? menu.current?.querySelector<HTMLElement>('button'))?.focus({ preventScroll: true });
  }, []);
  const choose = (choice: QualityChoice) => {
    player.choose(choice);
    onDone();
  };
  return (
    <div
      ref={menu}
      class="menu"
      role="menu"
      aria-label={say('quality.menu')}
      onKeyDown={(event) => {
        if (!menu.current || !moveFocus(menu.current, event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div class="menu-title" role="presentation">
        {say('quality.menu')}
      </div>
      {options.map(({ choice, label, detail }) => (
        <button
          key={choice}
          type="button"
          class="menu-item"
          role="menuitemradio"
          aria-checked={player.choice.value === choice || (options.length === 1 && choice !== 'audio')}
          data-quality-choice={choice}
          onClick={() => choose(choice)}
        >
          <CheckIcon />
          <span class="menu-label" dir="auto">
            {label}
          </span>
          <span class="menu-detail">{detail}</span>
        </button>
      ))}
    </div>
  );
}

/** The quality button and, while it is open, its menu. */
export function QualityMenu({ desk }: { readonly desk: Desk }) {
  const { player } = desk;
  const holder = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const open = desk.menuOpen.value && player.variants.value.length > 0;
  useEffect(() => {
    if (!open) return undefined;
    const onPointerDown = (event: PointerEvent) => {
      if (!holder.current?.contains(event.target as Node)) desk.openMenu(false);
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, [open]);
  const close = () => {
    desk.openMenu(false);
    button.current?.focus({ preventScroll: true });
  };
  // A broadcast of sound alone leaves nothing to choose.
  if (!player.variants.value.some((variant) => variant.hasVideo)) return null;
  const label = qualityButtonLabel(player.variants.value, player.choice.value, player.current.value);
  return (
    <div
      class="quality"
      ref={holder}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        class="control"
        data-control="quality"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={say('quality.chosen', { label })}
        data-tip={say('quality.menu')}
        onClick={() => desk.openMenu(!open)}
      >
        <QualityIcon />
        <span class="quality-label">{label}</span>
      </button>
      {open && <Menu desk={desk} onDone={close} />}
    </div>
  );
}
