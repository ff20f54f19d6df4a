import { sourcesOf } from '../normalise/sources.ts';

/** Attributes that hold the id of a user, in all dialects that the hub reads, and the short names beside them. */
export const userKeys: readonly string[] = [
  ...new Set([
    ...sourcesOf.userId.filter((source) => typeof source === 'string'),
    'user.id',
    'enduser.id',
    'userId',
    'user_id',
  ]),
];

/** Labels of alerts that name a user. */
export const userLabels: readonly string[] = [
  'user',
  'user_id',
  'userId',
  'user.id',
  'enduser_id',
  'enduser.id',
];

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Condition of SQL: the object in `column` names the user that is the parameter `user`, of type text. */
export function namesUser(column: string, user: string, keys: readonly string[] = userKeys): string {
  return `(${keys.map((key) => `${column}->>${literal(key)} = ${user}`).join(' OR ')})`;
}
