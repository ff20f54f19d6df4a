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

/**
 * Condition of SQL: the row of spans or events with this alias, of the project that is $1, names the user that is the parameter
 * `user`. Few shapes can, so that the attributes of few rows are put together.
 */
export function rowNamesUser(alias: string, user: string): string {
  const keys = `ARRAY[${userKeys.map(literal).join(', ')}]`;
  return `(${alias}.shape IS NULL OR ${alias}.shape IN (SELECT h.id FROM span_shapes h
      WHERE h.project = $1 AND (h.keys && ${keys} OR h.column_keys && ${keys})))
    AND (SELECT ${namesUser('given', user)} FROM observatory_attributes(${alias}) AS given)`;
}
