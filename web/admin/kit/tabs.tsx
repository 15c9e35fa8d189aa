import { useStudio } from '../studio.ts';
import { Link } from './link.tsx';

export interface Tab {
  /** Behind the page's path; '' for the first. */
  readonly path: string;
  readonly title: string;
}

/** The parts of one page, each with an address of its own; `useTab` says which is shown. */
export function Tabs({ page, tabs }: { readonly page: string; readonly tabs: readonly Tab[] }) {
  const shown = useTab(tabs);
  return (
    <nav class="tabs" aria-label="Parts of this page">
      {tabs.map(({ path, title }) => (
        <Link key={path} to={path === '' ? page : `${page}/${path}`} current={path === shown}>
          {title}
        </Link>
      ))}
    </nav>
  );
}

/** The path of the tab that the address names; the first where it names none that there is. */
export function useTab(tabs: readonly Tab[]): string {
  const { rest } = useStudio().router;
  const [first = ''] = rest.value.split('/');
  return tabs.some(({ path }) => path === first) ? first : (tabs[0]?.path ?? '');
}
