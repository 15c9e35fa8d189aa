import type { Browser, Page } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { screens } from './shots.ts';
import { ownerCredentials } from './station.ts';

/** The studio as it is: whatever stands in its rail has its picture, by the last word of its address. */
export async function takeStudio(needs: {
  readonly browser: Browser;
  readonly url: string;
  readonly keep: (page: Page, name: string) => Promise<void>;
}): Promise<void> {
  for (const [screen, colorScheme, isWhole] of [
    ['desktop', 'dark', true],
    ['phone', 'light', false],
  ] as const) {
    const context = await needs.browser.newContext({ ...screens[screen], colorScheme, reducedMotion: 'reduce' });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      await page.goto(`${needs.url}/admin/now`);
      await page.getByLabel('Password').fill(ownerCredentials.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      const links = page.locator('#rail li a');
      await links.first().waitFor({ state: 'attached' });
      const places = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      for (const place of isWhole ? places : places.slice(0, 1)) {
        await page.goto(needs.url + place);
        await page.locator('.page h1, .page .empty').first().waitFor();
        await waitUntilWell(page);
        // The control room has a picture of its own, and figures that come with the next question.
        await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
        await needs.keep(page, `studio-${place.split('/').at(-1)}${isWhole ? '' : '-phone'}`);
      }
    } finally {
      await context.close();
    }
  }
}

interface Health {
  readonly online: boolean;
  readonly health: { readonly healthy: boolean; readonly message: string } | null;
}

interface Room {
  readonly renditions: readonly { readonly name: string; readonly state: string; readonly reason: string | null }[];
}

/** A broadcast has its first seconds behind it, and a machine its other work: a picture of a station in trouble would be honest, but of the machine. */
async function waitUntilWell(page: Page): Promise<void> {
  let trouble = '';
  const read = (path: string): Promise<unknown> =>
    page.evaluate(async (address) => (await fetch(address)).json() as Promise<unknown>, path);
  const isWell = async (): Promise<boolean> => {
    const { health, online } = (await read('/api/admin/status')) as Health;
    const lame = ((await read('/api/admin/now')) as Room).renditions.find(({ state }) => state !== 'running');
    trouble = lame === undefined ? (health?.message ?? '') : `${lame.name}: ${lame.reason ?? `${lame.state}.`}`;
    return online && lame === undefined && health?.healthy !== false;
  };
  await until('all goes well on air', isWell, {
    timeoutMs: 90_000,
    everyMs: 1000,
    explain: () => `${trouble} Take the pictures while the machine has nothing else to do.`,
  });
}
