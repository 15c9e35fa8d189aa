/** How a page shows one setting of the server's table: the rest (help, bounds, when it takes effect) the server says itself. */
export interface SettingEntry {
  /** Its name in the table. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** Behind a number. */
  readonly unit?: string;
  /** What a choice says, by its value. */
  readonly words?: Readonly<Record<string, string>>;
  /** Where the kind that the server names is not all: Markdown of the page, which is shown as viewers read it, or code. */
  readonly as?: 'markdown' | 'code';
  /** A hint in an empty field. */
  readonly example?: string;
  /** In the server's help's stead, where that speaks to people at a command line. */
  readonly help?: string;
  /** Shown on a form of the page's own making, not by `SettingsForm`; the palette knows it all the same. */
  readonly isOwn?: boolean;
}

/** Settings under one heading. */
export interface SettingsSection {
  readonly title: string;
  readonly text?: string;
  readonly entries: readonly SettingEntry[];
}
