import type { Browser, BrowserContextOptions, Page } from '../peers/browser.ts';
import { noteProblems, STUDIO_PASSWORD } from './studio-page.ts';

/** What a page may take on a machine that has other things to do. */
export const patience = { timeoutMs: 20_000 };

/** A window of the studio, with everything noted that goes wrong in it. */
export class StudioWindow {
  readonly page: Page;
  readonly problems: string[] = [];
  readonly #base: string;

  private constructor(page: Page, base: string) {
    this.page = page;
    this.#base = base;
    page.setDefaultTimeout(patience.timeoutMs);
    noteProblems(page, this.problems);
  }

  static async open(browser: Browser, base: string, options: BrowserContextOptions): Promise<StudioWindow> {
    const context = await browser.newContext(options);
    return new StudioWindow(await context.newPage(), base);
  }

  async go(place: string): Promise<void> {
    await this.page.goto(`${this.#base}/admin/${place}`);
  }

  async signIn(): Promise<void> {
    await this.page.getByLabel('Password').fill(STUDIO_PASSWORD);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** What is told at the bottom, once it says something like `pattern`. */
  async told(pattern: RegExp): Promise<void> {
    await this.page.locator('.note', { hasText: pattern }).first().waitFor();
  }

  /** The addresses of all pages, and of all their parts. */
  async places(): Promise<string[]> {
    const places: string[] = [];
    for (const href of await hrefs(this.page, '#rail li a')) {
      places.push(href);
      await this.page.goto(this.#base + href);
      await this.page.locator('.page h1, .page .empty').first().waitFor();
      places.push(...(await hrefs(this.page, '.tabs a')).filter((part) => part !== href));
    }
    return places;
  }
}

function hrefs(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
}
