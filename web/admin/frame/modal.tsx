import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { PressOutside } from '../../shared/press-outside.ts';

/** The browser's own modal dialog, open as long as it is drawn; Escape and a press outside of it are `onClose`, and do nothing without one. */
export function Modal(props: {
  readonly label: string;
  readonly class?: string;
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const press = useRef(new PressOutside());
  useLayoutEffect(() => {
    const opened = dialog.current;
    const before = document.activeElement;
    opened?.showModal();
    return () => {
      opened?.close();
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
      onPointerDown={({ currentTarget, clientX, clientY }) =>
        press.current.begin(currentTarget.getBoundingClientRect(), clientX, clientY)
      }
      onClick={({ currentTarget, target, clientX, clientY }) => {
        const isBeside = press.current.ends(currentTarget.getBoundingClientRect(), clientX, clientY);
        if (isBeside && target === currentTarget) props.onClose?.();
      }}
    >
      {props.children}
    </dialog>
  );
}
