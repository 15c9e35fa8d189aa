import type { Handlers } from '../contract/endpoint.ts';
import type { FirstRunStep, firstRunEndpoints } from '../contract/first-run.ts';

const steps: readonly string[] = ['name', 'key', 'picture', 'links', 'done'] satisfies FirstRunStep[];

export interface FirstRunNeeds {
  /** What was noted last; null for nothing yet. */
  readonly read: () => string | null;
  readonly write: (step: FirstRunStep) => void;
}

export function firstRunHandlers({ read, write }: FirstRunNeeds): Handlers<typeof firstRunEndpoints> {
  const step = (): FirstRunStep => {
    const kept = read();
    return kept !== null && isStep(kept) ? kept : 'name';
  };
  return {
    getFirstRun: () => ({ step: step() }),
    setFirstRun: ({ body }) => {
      if (step() !== 'done') write(body.step);
      return { step: step() };
    },
  };
}

function isStep(text: string): text is FirstRunStep {
  return steps.includes(text);
}
