import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { isOfInputMethod } from '../../shared/composing.ts';
import type { PageEntry } from '../pages.ts';
import type { Studio } from '../studio.ts';
import { useStudio } from '../studio.ts';
import { type Finding, findIn } from './find.ts';
import { Modal } from './modal.tsx';
import { listed } from './rail.tsx';

const mostShown = 40;

/** Everything that can be gone to or done: pages, their parts, settings by name, actions. */
function collect(studio: Studio, pages: readonly PageEntry[]): readonly Finding[] {
  const go = (place: string) => () => void studio.router.go(place);
  const isOnAir = studio.station.state.value === 'live' || studio.station.state.value === 'away';
  const actions: readonly (readonly [title: string, words: string, act: () => void])[] = [
    ['Change the title of the stream', 'rename', () => (studio.titleOpen.value = true)],
    ...(isOnAir ? [['End the broadcast', 'stop disconnect off air', () => void studio.endBroadcast()] as const] : []),
    ['Open the channel in a new tab', 'page viewers watch', () => void window.open('/', '_blank', 'noopener')],
    ['Sign out', 'log out leave', () => void studio.signOut()],
  ];
  return [
    ...listed(pages).map(({ path, title, words }) => ({ key: path, title, where: 'Page', words, act: go(path) })),
    ...pages.flatMap(({ path, title, parts = [] }) =>
      parts.map((part) => ({
        key: `${path}/${part.path}`,
        title: part.title,
        where: title,
        words: '',
        act: go(`${path}/${part.path}`),
      })),
    ),
    ...actions.map(([title, words, act]) => ({ key: title, title, where: 'Action', words, act })),
    ...pages.flatMap(({ path, title, settings = [] }) =>
      settings.flatMap(({ entries, part = '' }) =>
        entries.map(({ name, label }) => ({
          key: `${path}#${name}`,
          title: label,
          where: title,
          words: `${name} setting`,
          act: go(`${part === '' ? path : `${path}/${part}`}#setting-${name}`),
        })),
      ),
    ),
  ];
}

function FindingList(props: {
  readonly id: string;
  readonly found: readonly Finding[];
  readonly chosen: number;
  readonly onPoint: (index: number) => void;
  readonly onTake: (finding: Finding) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const { id, chosen } = props;
  useEffect(
    () => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    [chosen],
  );
  return (
    <ul id={`${id}-list`} ref={list} role="listbox" aria-label="Found">
      {props.found.map((finding, index) => (
        <li
          key={finding.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          onPointerMove={() => props.onPoint(index)}
          onClick={() => props.onTake(finding)}
        >
          <span>{finding.title}</span>
          <span class="quiet">{finding.where}</span>
        </li>
      ))}
    </ul>
  );
}

/** Finds and does everything by name: Ctrl or Command and K. */
export function Palette({ pages }: { readonly pages: readonly PageEntry[] }) {
  const studio = useStudio();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const found = findIn(collect(studio, pages), query, mostShown);
  const close = (): void => {
    studio.paletteOpen.value = false;
  };
  const take = (finding: Finding | undefined): void => {
    if (finding === undefined) return;
    close();
    finding.act();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isOfInputMethod(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) setChosen((chosen + step + found.length) % found.length);
    else if (event.key === 'Enter') take(found[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal label="Find a page, a setting or an action" class="palette" onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-label="Find a page, a setting or an action"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found[chosen] === undefined ? undefined : `${id}-${chosen}`}
        autocomplete="off"
        autofocus
        placeholder="A page, a setting or an action"
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <FindingList id={id} found={found} chosen={chosen} onPoint={setChosen} onTake={take} />
      {found.length === 0 && <p class="quiet palette-none">Nothing is called like that.</p>}
    </Modal>
  );
}
