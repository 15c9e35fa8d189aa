import { watchPressesBeside } from '../shared/press-outside.ts';
import { say } from '../shared/words.ts';
import { addressFor, type Opener } from './action-address.ts';

/** Frames keep their own origin and scripts, which shops and players need; they cannot lead this page away. */
const fences =
  'allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts';

/** The owner's buttons: each is told who opens it, and those that say so open in a dialog over the page. Without this they are links to a new tab. */
export function openActions(list: HTMLElement | null, opener: Omit<Opener, 'page'>): void {
  const linkOf = ({ target }: Event) => (target instanceof Element ? target.closest('a') : null);
  const tellWho = (event: Event): void => {
    const link = linkOf(event);
    if (link === null) return;
    link.href = addressFor(link.href, { page: `${location.origin}/`, name: opener.name, id: opener.id });
  };
  // Before the browser follows it, in whichever way.
  list?.addEventListener('click', tellWho, { capture: true });
  list?.addEventListener('auxclick', tellWho, { capture: true });
  list?.addEventListener('click', (event) => {
    const link = linkOf(event);
    const wantsTab = event.ctrlKey || event.metaKey || event.shiftKey;
    if (link?.dataset['opens'] !== 'dialog' || wantsTab) return;
    event.preventDefault();
    document.body.append(makeDialog(link));
    document.querySelector<HTMLDialogElement>('dialog.frame')?.showModal();
  });
}

function makeDialog(link: HTMLAnchorElement): HTMLDialogElement {
  const title = link.textContent.trim();
  const dialog = document.createElement('dialog');
  dialog.className = 'frame';
  dialog.setAttribute('aria-label', title);
  const head = document.createElement('div');
  head.className = 'frame-head';
  const words = document.createElement('span');
  words.dir = 'auto';
  words.textContent = title;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'action';
  close.textContent = say('page.close');
  close.addEventListener('click', () => dialog.close());
  head.append(words, close);
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', fences);
  frame.allow = 'autoplay; fullscreen; payment';
  frame.title = title;
  frame.src = link.href;
  dialog.append(head, frame);
  // A press beside the dialog closes it, as Escape does.
  watchPressesBeside(dialog, () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  return dialog;
}
