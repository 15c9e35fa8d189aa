/** What a refusal says of each field of `value`, by the field's name; nothing where it speaks of no field. */
export function faultsByField(refusal: string): ReadonlyMap<string, string> {
  const found = [...refusal.matchAll(/\bvalue\.(\w+): ([^;]+?)(?=;|\. |\.$|$)/g)];
  return new Map(
    found.map(([, field = '', sentence = '']) => [field, `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`]),
  );
}
