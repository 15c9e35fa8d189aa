import { PageHead } from '../../kit/blocks.tsx';
import { Action } from '../../kit/action.tsx';
import type { FirstRunStep } from '../../first-run.ts';
import { useStudio } from '../../studio.ts';
import { KeyStep } from './key-step.tsx';
import { LinksStep } from './links-step.tsx';
import { NameStep } from './name-step.tsx';
import { PictureStep } from './picture-step.tsx';

const steps: readonly { readonly step: FirstRunStep | 'password'; readonly title: string }[] = [
  { step: 'password', title: 'Password' },
  { step: 'name', title: 'Name' },
  { step: 'key', title: 'Stream key' },
  { step: 'picture', title: 'Test picture' },
  { step: 'links', title: 'Ready' },
];

function Trail({ now }: { readonly now: FirstRunStep }) {
  const position = steps.findIndex(({ step }) => step === now);
  return (
    <ol class="trail" aria-label="Steps">
      {steps.map(({ step, title }, index) => (
        <li
          key={step}
          class={index < position ? 'trail-done' : undefined}
          aria-current={index === position ? 'step' : undefined}
        >
          {index < position ? '✓ ' : ''}
          {title}
          {index < position && <span class="unseen">, done</span>}
        </li>
      ))}
    </ol>
  );
}

function Step({ step }: { readonly step: FirstRunStep }) {
  switch (step) {
    case 'key':
      return <KeyStep />;
    case 'picture':
      return <PictureStep />;
    case 'links':
    case 'done':
      return <LinksStep />;
    case 'name':
      return <NameStep />;
  }
}

/** Five short steps from a new station to a picture on air; each can be gone back to, and all can be left for later. */
export function Page() {
  const { firstRun, router } = useStudio();
  const step = firstRun.step.value ?? 'name';
  return (
    <>
      <PageHead title="Welcome to your channel" text="Five short steps, and you are on air.">
        {firstRun.isUnfinished.value && (
          <Action tone="quiet" onPress={() => void router.go('server')}>
            Leave it for later
          </Action>
        )}
      </PageHead>
      <Trail now={step === 'done' ? 'links' : step} />
      <Step step={step} />
    </>
  );
}
