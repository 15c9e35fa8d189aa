import { useEffect, useRef, useState } from 'preact/hooks';
import { Fault } from '../kit/blocks.tsx';
import { useStudio } from '../studio.ts';
import { faultOf } from '../studio-api.ts';

/** While somebody types, the server is asked so long after the last key. */
const patienceMs = 250;

/** What Markdown comes to on the channel's page, beside the field that it is written in. */
export function WrittenPreview({ markdown }: { readonly markdown: string }) {
  const { api, clock, settings } = useStudio();
  const place = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    const ask = async (): Promise<void> => {
      const reply = await api.call('POST /api/admin/look/text', { body: { markdown } });
      if (isGone) return;
      setFault(faultOf(reply));
      if (reply.kind === 'answered') place.current?.replaceChildren(...draw(reply.body.html));
    };
    const stop = clock.after(patienceMs, () => void ask());
    return () => {
      isGone = true;
      stop();
    };
  }, [markdown, settings.revision.value]);
  return (
    <div class="written-preview">
      <p class="quiet">As viewers read it</p>
      {fault !== null && <Fault text={fault} />}
      <div ref={place} class="content" dir="auto" />
    </div>
  );
}

/** The server left nothing in it that runs. The studio fetches nothing from elsewhere: what does is named instead. */
function draw(html: string): readonly Node[] {
  // The studio's policy takes no styles that stand in HTML: they are set by hand.
  const unstyled = html.replaceAll(/(<[a-z][^<>]*?) style="/g, '$1 data-style="');
  const { body } = new DOMParser().parseFromString(unstyled, 'text/html');
  for (const one of body.querySelectorAll<HTMLElement>('[src]:not([src^="/"]), [src^="//"], video, audio, iframe')) {
    const named = document.createElement('span');
    named.className = 'badge';
    named.textContent =
      one.getAttribute('alt') || one.getAttribute('title') || one.getAttribute('src') || one.localName;
    one.replaceWith(named);
  }
  for (const link of body.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noreferrer';
  }
  for (const one of body.querySelectorAll<HTMLElement>('[data-style]')) one.style.cssText = one.dataset['style'] ?? '';
  return [...body.childNodes].map((node) => document.adoptNode(node));
}
