/** A message's HTML as text; emoji by their names. Nothing of it is drawn. */
export function textOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const picture of body.querySelectorAll('img')) picture.replaceWith(picture.alt);
  return body.textContent.trim();
}
