import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { importStation } from './import.ts';
import { keys } from './keys.ts';
import { licences } from './licences.ts';
import { resetPassword } from './reset-password.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { settings } from './settings.ts';

/** Every command; the first is what runs without a name. */
export const commands: readonly [Command, ...Command[]] = [
  serve,
  doctor,
  settings,
  keys,
  backup,
  restore,
  importStation,
  resetPassword,
  licences,
];
