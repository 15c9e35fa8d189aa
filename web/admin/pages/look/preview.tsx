import { useEffect, useRef, useState } from 'preact/hooks';
import { Section } from '../../kit/blocks.tsx';
import { parseObject } from '../../settings/json-text.ts';
import { useStudio } from '../../studio.ts';

const widths = [
  { value: 'phone', label: 'Phone' },
  { value: 'desk', label: 'Desk' },
] as const;

/** While somebody types, the server is asked so long after the last key. */
const patienceMs = 200;

/** Lays a style sheet over the page in the frame in place of the one that is saved. */
function dress(frame: HTMLIFrameElement | null, css: string): void {
  const page = frame?.contentWindow as (Window & typeof globalThis) | null | undefined;
  const inner = frame?.contentDocument;
  if (!page || !inner) return;
  const saved = inner.querySelector<HTMLLinkElement>('link[href^="/customstyles.css"]');
  if (saved !== null) saved.disabled = true;
  // A sheet that is made in the page is no inline style: its policy lets it be.
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(css);
  inner.adoptedStyleSheets = [sheet];
}

/** The channel's page in a frame, with what is not saved yet on it. */
export function Preview() {
  const { api, clock, settings } = useStudio();
  const frame = useRef<HTMLIFrameElement>(null);
  const css = useRef<string | null>(null);
  const [width, setWidth] = useState<(typeof widths)[number]>(widths[0]);
  const appearance = settings.text('appearance');
  const customStyles = settings.text('custom-styles');
  const isDraft = settings.drafts.value.has('appearance') || settings.drafts.value.has('custom-styles');
  useEffect(() => {
    if (!isDraft && css.current === null) return undefined;
    const ask = async (): Promise<void> => {
      const body = { appearance: parseObject(appearance) as Record<string, string>, customStyles };
      const reply = await api.call('POST /api/admin/look/preview', { body });
      // What is not allowed is said when it is saved; the preview stays as it was.
      if (reply.kind !== 'answered') return;
      css.current = reply.body.css;
      dress(frame.current, reply.body.css);
    };
    return clock.after(patienceMs, () => void ask());
  }, [appearance, customStyles, isDraft, settings.revision.value]);
  return (
    <Section
      title="Preview"
      class="look-preview"
      actions={
        <div class="segments" role="group" aria-label="Size of the preview">
          {widths.map((one) => (
            <button key={one.value} type="button" aria-pressed={one === width} onClick={() => setWidth(one)}>
              {one.label}
            </button>
          ))}
        </div>
      }
    >
      <div class={`look-frame look-frame-${width.value}`}>
        <iframe
          key={settings.revision.value}
          ref={frame}
          title="The channel’s page as viewers see it"
          src="/"
          onLoad={() => {
            if (css.current !== null && isDraft) dress(frame.current, css.current);
          }}
        />
      </div>
    </Section>
  );
}
