import { userInfo } from 'node:os';
import { PlaceFailure } from '../app/ports.ts';
import type { Env } from './openclaw-paths.ts';

/** HOME; where that is empty or not set, what the system has for the user. Throws PlaceFailure. */
export function findUserHome({ HOME }: Env, registered: () => string | undefined = registeredHome): string {
  // Not `os.homedir()`: of an empty HOME it makes the current folder.
  const home = HOME || registered();
  if (home) return home;
  const user = process.getuid?.();
  const who = user === undefined ? 'this user' : `user ${user}`;
  throw new PlaceFailure(`HOME is not set, and ${who} has no home folder: set HOME`);
}

/** What a scheduler sets as HOME. In containers there are users who are in no list. */
export function registeredHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}
