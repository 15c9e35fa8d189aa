import { useState } from 'preact/hooks';
import { useStudio } from '../studio.ts';
import { Action } from './action.tsx';

const saidMs = 2000;

/** Puts a text on the clipboard; without a clipboard (plain HTTP) it selects a text that can be copied by hand. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const { clock, notes } = useStudio();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(text))) {
      notes.tell('bad', `This browser lets no page copy here. Select the ${what} and copy it by hand.`);
      return;
    }
    setCopied(true);
    clock.after(saidMs, () => setCopied(false));
  };
  return (
    <Action isSmall onPress={copy} label={`Copy the ${what}`}>
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
    </Action>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Pages that came without HTTPS have no clipboard, only the old command. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  // oxlint-disable-next-line typescript/no-deprecated -- there is nothing else without HTTPS
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}

/** A secret that is hidden until it is asked for, and can be copied without being seen. */
export function Secret({ text, what }: { readonly text: string; readonly what: string }) {
  const [isShown, setShown] = useState(false);
  return (
    <span class="secret">
      <code class="secret-text">{isShown ? text : '•'.repeat(12)}</code>
      <Action
        isSmall
        tone="quiet"
        onPress={() => setShown(!isShown)}
        label={`${isShown ? 'Hide' : 'Show'} the ${what}`}
      >
        {isShown ? 'Hide' : 'Show'}
      </Action>
      <CopyButton text={text} what={what} />
    </span>
  );
}
