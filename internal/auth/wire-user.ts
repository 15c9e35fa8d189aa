import { toTime } from '../platform/times.ts';

/** Somebody of the chat, or a bot (`kind` is `standard` or `api`), as kept. */
export interface KeptUser {
  readonly id: string;
  readonly kind: string;
  readonly displayName: string;
  /** 0 to 7: a place in the theme's list of colours. */
  readonly displayColor: number;
  readonly createdWallMs: number;
  readonly disabledWallMs: number | null;
  readonly disabledReason: string | null;
  /** Oldest first. */
  readonly previousNames: readonly string[];
  readonly nameChangedWallMs: number | null;
  readonly authenticatedWallMs: number | null;
  readonly scopes: readonly string[];
  readonly lastUsedWallMs: number | null;
}

/** A user as the API, the chat's socket and webhooks show one. */
export interface WireUser {
  id: string;
  displayName: string;
  displayColor: number;
  createdAt: string;
  previousNames: string[];
  nameChangedAt?: string;
  disabledAt?: string;
  disabledReason?: string;
  scopes?: string[];
  isBot: boolean;
  authenticated: boolean;
}

/** A user for those who look after the chat: also whether and why somebody may not write. */
export function toWireUser(kept: KeptUser): WireUser {
  return {
    id: kept.id,
    displayName: kept.displayName,
    displayColor: kept.displayColor,
    createdAt: toTime(kept.createdWallMs),
    previousNames: [...kept.previousNames],
    ...(kept.nameChangedWallMs !== null && { nameChangedAt: toTime(kept.nameChangedWallMs) }),
    ...(kept.disabledWallMs !== null && { disabledAt: toTime(kept.disabledWallMs) }),
    ...(kept.disabledReason !== null && { disabledReason: kept.disabledReason }),
    ...(kept.scopes.length > 0 && { scopes: [...kept.scopes] }),
    isBot: kept.kind === 'api',
    authenticated: kept.authenticatedWallMs !== null,
  };
}

/** A user for everybody: without the reason of a ban. */
export function toPublicUser(kept: KeptUser): WireUser {
  return toWireUser({ ...kept, disabledReason: null });
}
