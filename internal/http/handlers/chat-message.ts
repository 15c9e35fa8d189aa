import type { z } from '../../platform/schema.ts';
import { type KeptUser, toPublicUser } from '../../auth/wire-user.ts';
import type { chatMessage, historyMessage } from '../contract/chat.ts';
import { toTime } from '../times.ts';

/** A message as kept, with its author; null for what the station itself says. */
export interface AuthoredMessage {
  readonly message: {
    readonly id: string;
    readonly kind: string;
    readonly body: string;
    readonly sentWallMs: number;
    readonly hiddenWallMs: number | null;
    readonly title: string | null;
    readonly image: string | null;
    readonly link: string | null;
    readonly replyToId: string | null;
  };
  readonly user: KeptUser | null;
}

/** A message as the API shows it. */
export function describeMessage({ message, user }: AuthoredMessage): z.input<typeof chatMessage> {
  const { hiddenWallMs, image, kind, link, replyToId, title } = message;
  return {
    type: kind,
    id: message.id,
    timestamp: toTime(message.sentWallMs),
    ...(user !== null && { user: toPublicUser(user) }),
    ...(hiddenWallMs !== null && { hiddenAt: toTime(hiddenWallMs) }),
    body: message.body,
    ...(replyToId !== null && { replyTo: replyToId }),
    ...(kind.startsWith('FEDIVERSE_') && { image, link: link ?? '', title: title ?? '' }),
  };
}

/**
 * A message as the history shows it. Owncast's has nothing in it but what people and bots said, so that its clients look for a
 * name on every message.
 */
export function describeInHistory(said: AuthoredMessage, stationName: string): z.input<typeof historyMessage> {
  const user = said.user === null ? { displayName: stationName } : toPublicUser(said.user);
  return { ...describeMessage(said), user };
}
