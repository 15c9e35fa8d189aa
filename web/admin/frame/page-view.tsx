import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Action } from '../kit/action.tsx';
import { Busy, Empty, Fault } from '../kit/blocks.tsx';
import { Link } from '../kit/link.tsx';
import type { PageEntry } from '../pages.ts';
import { useStudio } from '../studio.ts';
import { onceThere } from './once-there.ts';

type Shown =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly path: string; readonly Page: ComponentType };

function watchContent(look: () => void): () => void {
  const observer = new MutationObserver(look);
  const content = document.getElementById('content');
  if (content !== null) observer.observe(content, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** Somebody is at work in the page, or writes elsewhere: the focus stays with them. */
function isAtWork(): boolean {
  return document.activeElement?.matches('#content *, input, textarea, select, dialog *') === true;
}

/** Leads to the field that the address names behind its hash, once it is drawn: some are only when the server has told of them. */
function useAnchor(anchor: string, isReady: boolean): void {
  const { clock, settings } = useStudio();
  const isDrawn = isReady && settings.rows.value !== null;
  useEffect(() => {
    if (!isDrawn || anchor === '') return undefined;
    const find = () => document.getElementById(anchor);
    const isThere = find() !== null;
    return onceThere({ find, watch: watchContent, clock }, (target) => {
      if (!isThere && isAtWork()) return;
      target.scrollIntoView({ block: 'center' });
      target.focus({ preventScroll: true });
    });
  }, [anchor, isDrawn]);
}

/** Takes whoever has gone to another page to its heading, which a screen reader then reads, and the Tab key goes on from. */
function useArrival(path: string, anchor: string, isReady: boolean): void {
  const { clock } = useStudio();
  const shown = useRef(path);
  useEffect(() => {
    if (!isReady || shown.current === path) return undefined;
    shown.current = path;
    if (anchor !== '') return undefined;
    const find = () => document.querySelector<HTMLElement>('#content h1');
    return onceThere({ find, watch: watchContent, clock }, (heading) => {
      if (!isAtWork()) heading.focus();
    });
  }, [path, isReady]);
}

/** The page that the address names, fetched when it is first gone to. */
export function PageView({ pages }: { readonly pages: readonly PageEntry[] }) {
  const studio = useStudio();
  const path = studio.router.page.value;
  const entry = pages.find((one) => one.path === path);
  const [shown, setShown] = useState<Shown>({ kind: 'loading' });
  const load = async (): Promise<void> => {
    if (entry === undefined) return;
    try {
      const { Page } = await entry.load();
      if (studio.router.page.peek() === entry.path) setShown({ kind: 'ready', path: entry.path, Page });
    } catch {
      setShown({ kind: 'failed' });
    }
  };
  const title = `${entry?.title ?? 'Not found'} · ${studio.channelName}`;
  useEffect(() => void (document.title = title), [title]);
  useEffect(() => void load(), [path]);
  const isReady = shown.kind === 'ready' && shown.path === path;
  const anchor = studio.router.anchor.value;
  useAnchor(anchor, isReady);
  useArrival(path, anchor, isReady);
  if (entry === undefined)
    return (
      <Empty title="There is no such page" text="The address names none of the studio’s pages.">
        <Link to={pages[0]?.path ?? ''}>Go to the first page</Link>
      </Empty>
    );
  if (shown.kind === 'failed')
    return (
      <Fault text="This page could not be fetched. The server may have stopped, or a newer version may have started.">
        <Action onPress={() => location.reload()}>Load the studio anew</Action>
      </Fault>
    );
  if (!isReady) return <Busy words={`Opening ${entry.title}…`} />;
  const { Page } = shown;
  return <Page />;
}
