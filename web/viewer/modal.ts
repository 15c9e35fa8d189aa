import { useEffect } from 'preact/hooks';
import { watchPressesBeside } from '../shared/press-outside.ts';

/** Opens a dialog over the page when it is drawn; a press beside it closes it, as Escape does. Answers what closes it. */
export function useModal(dialog: { readonly current: HTMLDialogElement | null }): () => void {
  const close = () => dialog.current?.close();
  useEffect(() => {
    if (dialog.current === null) return;
    dialog.current.showModal();
    watchPressesBeside(dialog.current, close);
  }, []);
  return close;
}
