import { pseudonymOf } from './pseudonym.ts';

/** The names under which services and conventions give the id of a user. */
const userIdNames: ReadonlySet<string> = new Set(['userId', 'user.id', 'enduser.id']);

/** Whether a value of this name is the id of a user. */
export function isUserIdName(name: string): boolean {
  return userIdNames.has(name);
}

/** Changes the user ids among these attributes, in place, to what may be written of them. */
export function hideUserIds(attributes: Record<string, unknown>): void {
  for (const name of userIdNames) {
    const value = attributes[name];
    if (value === undefined) continue;
    const kept = pseudonymOf(String(value));
    if (kept === undefined) delete attributes[name];
    else attributes[name] = kept;
  }
}
