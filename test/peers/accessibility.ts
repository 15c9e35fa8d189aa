import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** As much of axe's answer as is read. */
interface AxeAnswer {
  readonly violations: readonly {
    readonly id: string;
    readonly impact?: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/**
 * What axe-core finds on a page that keeps people out or seriously hinders them, one sentence each. It looks at what is shown now: bring the page
 * to the state that is meant first.
 */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated, not put into the page as a script: the page's own policy would rightly forbid that.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
  )) as AxeAnswer;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
}
