import { passwordLength } from '../../config/kinds.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, time, timeOrNull } from './shapes.ts';

const group = 'Signing in';

const session = z.object({
  serverTime: time,
  signedIn: z.boolean(),
  /** When the session ends unless it is used before; null when nobody is signed in. */
  expiresAt: timeOrNull,
  /** Nobody has set a password yet. */
  setupNeeded: z.boolean(),
  /** The password was given at the server's start and can only be changed there. */
  passwordGiven: z.boolean(),
});

const newPassword = z.string().min(passwordLength.min).max(passwordLength.max);

/** How the admin gets into the studio and out of it. */
export const studioEndpoints = defineEndpoints({
  signIn: {
    method: 'POST',
    path: '/api/admin/login',
    access: 'anyone',
    summary: "Opens a session by the studio's password, and sets its cookie.",
    group,
    body: z.object({ password: z.string().max(passwordLength.max) }),
    answer: { kind: 'json', schema: done },
  },
  signOut: {
    method: 'POST',
    path: '/api/admin/logout',
    access: 'anyone',
    summary: 'Ends the session whose cookie is sent.',
    group,
    answer: { kind: 'json', schema: done },
  },
  getSession: {
    method: 'GET',
    path: '/api/admin/session',
    access: 'anyone',
    summary: 'Whether the cookie that is sent is of a session, and whether the studio has a password yet.',
    group,
    answer: { kind: 'json', schema: session },
  },
  setUp: {
    method: 'POST',
    path: '/api/admin/setup',
    access: 'anyone',
    summary: "Sets the studio's password by the token of the one-time link, opens a session and ends all others.",
    group,
    body: z.object({ token: z.string().max(256), password: newPassword }),
    answer: { kind: 'json', schema: done },
  },
  changePassword: {
    method: 'POST',
    path: '/api/admin/config/adminpass',
    access: 'admin',
    summary: "Changes the studio's password and ends every other session.",
    group,
    body: z.object({ value: newPassword }),
    answer: { kind: 'json', schema: done },
  },
});
