/** The words of a JSON list; none where the text is anything else. */
export function parseList(text: string): readonly string[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

/** The entries of a JSON list of objects; none where the text is anything else. */
export function parseObjects(text: string): readonly Readonly<Record<string, unknown>>[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A JSON object; an empty one where the text is anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
