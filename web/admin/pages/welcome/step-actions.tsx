import { Action } from '../../kit/action.tsx';
import type { FirstRunStep } from '../../first-run.ts';
import { useStudio } from '../../studio.ts';

/** The way on, and back. */
export function StepActions(props: {
  readonly back?: FirstRunStep;
  /** What the way on says. */
  readonly label: string;
  readonly busy?: string;
  readonly onNext: () => Promise<void>;
}) {
  const { firstRun } = useStudio();
  const { back } = props;
  return (
    <div class="step-actions">
      {back !== undefined && (
        <Action tone="quiet" onPress={() => firstRun.goTo(back)}>
          Back
        </Action>
      )}
      <Action tone="main" onPress={props.onNext} busy={props.busy ?? 'One moment…'}>
        {props.label}
      </Action>
    </div>
  );
}
