import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useStudio } from '../studio.ts';

export interface ActionProps {
  readonly children: ComponentChildren;
  /** Runs at a press; while its promise lasts the button says `busy` and takes no other press. */
  readonly onPress: () => void | Promise<unknown>;
  readonly tone?: 'main' | 'plain' | 'danger' | 'quiet';
  /** What it says while it works, such as "Saving…"; not while it still asks whether it should. */
  readonly busy?: string;
  /** Why it cannot be pressed now, in a sentence; the button stays and says so. */
  readonly unless?: string | false | null;
  readonly label?: string;
  readonly isSmall?: boolean;
}

/** A button that tells what it is doing, and why it does not do anything. */
export function Action(props: ActionProps) {
  const { children, onPress, tone = 'plain', busy, label } = props;
  const [isBusy, setBusy] = useState(false);
  const { questions } = useStudio();
  const isWorking = isBusy && questions.open.value === null;
  const reason = props.unless === false ? null : (props.unless ?? null);
  const press = async (): Promise<void> => {
    if (isBusy || reason !== null) return;
    const result = onPress();
    if (!(result instanceof Promise)) return;
    setBusy(true);
    try {
      await result;
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={`action action-${tone} ${props.isSmall === true ? 'action-small' : ''}`}
      aria-disabled={isWorking || reason !== null}
      aria-label={label}
      title={reason ?? undefined}
      onClick={() => void press()}
    >
      {isWorking && busy !== undefined ? busy : children}
      {reason !== null && <span class="unseen">. {reason}</span>}
    </button>
  );
}
