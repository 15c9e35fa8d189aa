/** The two halves of an account such as `@ann@social.example`; null for what is none. */
export function parseAccount(text: string): { readonly user: string; readonly host: string } | null {
  const match = /^@?([\w.-]{1,128})@([\w.-]{1,253}(?::\d{1,5})?|\[[\da-f:.]{2,45}\](?::\d{1,5})?)$/i.exec(text.trim());
  const [, user, host] = match ?? [];
  if (user === undefined || host === undefined) return null;
  // What is no host is none however it is spelt: `URL` knows.
  const parsed = URL.parse(`https://${host}`);
  return parsed === null || parsed.host === '' ? null : { user, host: parsed.host };
}
