import type { Browser, BrowserContextOptions, Page } from '../peers/browser.ts';

/** The password of stations whose studio a test opens. */
export const STUDIO_PASSWORD = 'three or four words';
/** Credentials of the API for who runs such a station. */
export const studioAuthorization = `Basic ${Buffer.from(`admin:${STUDIO_PASSWORD}`).toString('base64')}`;

export interface StudioPageNeeds {
  readonly browser: Browser;
  /** Of the station. */
  readonly url: string;
  readonly options: BrowserContextOptions;
  /** What goes wrong in the page is added to it. */
  readonly problems: string[];
  /** `STUDIO_PASSWORD` unless told. */
  readonly password?: string;
}

/** A new window of a station's studio, signed in and still empty. */
export async function openStudioPage({ browser, options, password, problems, url }: StudioPageNeeds): Promise<Page> {
  const context = await browser.newContext(options);
  await context.request.post(`${url}/api/admin/login`, { data: { password: password ?? STUDIO_PASSWORD } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  noteProblems(page, problems);
  return page;
}

/** Adds what goes wrong in a page to `problems`. */
export function noteProblems(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`);
  });
}
