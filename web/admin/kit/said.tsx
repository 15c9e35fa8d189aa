import type { ComponentChildren } from 'preact';

/** Words of the server's in which names stand between back-quotes, as they are typed; what is no text stays as it is. */
export function said(words: ComponentChildren): ComponentChildren {
  if (typeof words !== 'string') return words;
  // With the group in the pattern, every second piece is a name.
  return words.split(/`([^`]+)`/).map((piece, index) => (index % 2 === 0 ? piece : <code key={index}>{piece}</code>));
}
