/** Who writes in the chat in this browser, as the chat in a frame tells the page of the same origin around it. */
export interface ChatSelf {
  readonly id: string;
  readonly name: string;
  readonly isModerator: boolean;
}

const kind = 'aerial.chat.self';

/** What is posted; null once nobody may write here. */
export function toldSelf(self: ChatSelf | null): unknown {
  return { kind, self: self && { id: self.id, name: self.name, isModerator: self.isModerator } };
}

/** What was posted; undefined for whatever says something else. */
export function readSelf(message: unknown): ChatSelf | null | undefined {
  const told = fieldsOf(message);
  if (told['kind'] !== kind) return undefined;
  if (told['self'] === null) return null;
  const { id, name, isModerator } = fieldsOf(told['self']);
  if (typeof id !== 'string' || id === '' || typeof name !== 'string') return undefined;
  return { id, name, isModerator: isModerator === true };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
