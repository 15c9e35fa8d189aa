import Bowser from 'bowser';

/** What a browser, its system and its device are called; null where the user agent does not tell. */
export interface Software {
  readonly browser: string | null;
  readonly system: string | null;
  /** Such as `desktop`, `mobile`, `tablet`, `tv`, `bot`. */
  readonly device: string | null;
}

/** Longest part of a user agent that is looked at: the library's expressions are not all linear. */
const MAX_LENGTH = 512;
/** Agents that are remembered: as many as are listed at a time, though most viewers share one of a few. */
const MAX_REMEMBERED = 5_000;

/** Tells what viewers watch with. */
export class UserAgents {
  readonly #remembered = new Map<string, Software>();

  describe(userAgent: string): Software {
    const text = userAgent.slice(0, MAX_LENGTH);
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const software = parse(text);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, software);
    return software;
  }
}

function parse(text: string): Software {
  if (text === '') return { browser: null, system: null, device: null };
  const { browser, os, platform } = Bowser.parse(text);
  return {
    browser: named(browser.name, browser.version?.split('.')[0]),
    // Windows' own numbers are not those it is sold by.
    system: named(os.name, os.name === 'Windows' ? os.versionName : os.version),
    device: named(platform.type),
  };
}

function named(name?: string, version?: string): string | null {
  if (name === undefined || name === '') return null;
  return version === undefined || version === '' ? name : `${name} ${version}`;
}
