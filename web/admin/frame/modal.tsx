import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { watchPressesBeside } from '../../shared/press-outside.ts';

/** The browser's own modal dialog, open as long as it is drawn; Escape and a press outside of it are `onClose`, and do nothing without one. */
export function Modal(props: {
  readonly label: string;
  readonly class?: string;
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const onClose = useRef(props.onClose);
  onClose.current = props.onClose;
  useLayoutEffect(() => {
    const opened = dialog.current;
    if (opened === null) return undefined;
    const before = document.activeElement;
    opened.showModal();
    watchPressesBeside(opened, () => onClose.current?.());
    return () => {
      opened.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`modal ${props.class ?? ''}`}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose?.();
      }}
      // A second Escape in a row closes it in some browsers, whatever became of the first.
      onClose={({ currentTarget }) => {
        if (!currentTarget.isConnected || currentTarget.open) return;
        if (props.onClose === undefined) currentTarget.showModal();
        else props.onClose();
      }}
    >
      {props.children}
    </dialog>
  );
}
