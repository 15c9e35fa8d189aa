import { Action } from '../kit/action.tsx';
import { Link } from '../kit/link.tsx';
import type { PageEntry } from '../pages.ts';
import { useStudio } from '../studio.ts';
import { SearchIcon } from '../icons.tsx';

/** The pages that are offered. */
export function listed(pages: readonly PageEntry[]): readonly PageEntry[] {
  return pages.filter(({ isUnlisted }) => isUnlisted !== true);
}

/** The pages, one below the other; on a phone a sheet that comes up from below. */
export function Rail({ pages }: { readonly pages: readonly PageEntry[] }) {
  const studio = useStudio();
  const { page } = studio.router;
  const close = (): void => {
    studio.railOpen.value = false;
  };
  return (
    <nav class={studio.railOpen.value ? 'rail rail-open' : 'rail'} id="rail" aria-label="Studio">
      <a class="rail-brand" href="/" target="_blank" rel="noopener">
        <img src="/logo" alt="" width="28" height="28" />
        <span dir="auto">{studio.channelName}</span>
      </a>
      <button type="button" class="rail-find" onClick={() => (studio.paletteOpen.value = true)}>
        <SearchIcon />
        <span>Find</span>
        <kbd>Ctrl K</kbd>
      </button>
      <ul>
        {listed(pages).map(({ path, title, icon: Sign }) => (
          <li key={path}>
            <Link to={path} current={page.value === path} onGo={close}>
              <Sign />
              <span>{title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div class="rail-foot">
        <a href="/" target="_blank" rel="noopener">
          Open the channel
        </a>
        <Action tone="quiet" isSmall onPress={() => studio.signOut()}>
          Sign out
        </Action>
      </div>
    </nav>
  );
}
