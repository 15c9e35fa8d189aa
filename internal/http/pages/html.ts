/** HTML that is safe to send: only `html` and `jsonScript` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

type Part = string | number | Html | false | null | undefined | readonly Part[];

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}

/** Template tag: what is put in is escaped, for text and for attributes in quotes; nothing, null and false leave no trace. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((fixed, index) => fixed + textOf(parts[index])).join(''));
}

/** A data block that a script on the page reads as JSON. It is never run, so that a strict content security policy lets it be. */
export function jsonScript(id: string, value: unknown): Html {
  // Inside a script element only `<` can end or nest anything (HTML, script data state); JSON may write it as \u003c.
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json" id="${escapeHtml(id)}">${json}</script>`);
}
