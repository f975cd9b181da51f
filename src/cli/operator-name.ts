import { userInfo } from 'node:os';

/** The name of this user, else its number: a container may run as a user that no list knows, and a command must not fail on that. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
