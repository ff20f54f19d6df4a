import { createSecretKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Values } from './variables.ts';

const SHORTEST = 16;
const NAME = 'OBSERVATORY_PSEUDONYM_KEY';

/** The key of user ids; `refused` where one was meant and cannot be used, since ids must then not get out. */
export type PseudonymKey = KeyObject | 'refused' | undefined;

/** The key that the variables give, with one sentence for what is wrong with it. It never prints itself. */
export function readPseudonymKey(values: Pick<Values, typeof NAME | `${typeof NAME}_FILE`>): {
  readonly key: PseudonymKey;
  readonly problems: readonly string[];
} {
  const given = values[NAME];
  const file = values[`${NAME}_FILE`];
  if (given !== undefined) {
    const problems = file === undefined ? [] : [`${NAME} wins over ${NAME}_FILE`];
    return keyOf(given, NAME, problems);
  }
  if (file === undefined) return { key: undefined, problems: [] };
  try {
    return keyOf(readFileSync(file, 'utf8').trim(), `${NAME}_FILE`, []);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refused(`${NAME}_FILE cannot be read: ${why}`);
  }
}

function keyOf(text: string, name: string, problems: readonly string[]) {
  if (text.length < SHORTEST) {
    return refused(`${name} has ${text.length} characters and needs at least ${SHORTEST}`);
  }
  return { key: createSecretKey(Buffer.from(text, 'utf8')), problems };
}

function refused(why: string) {
  return { key: 'refused', problems: [`${why}: user ids are left out until it is mended`] } as const;
}
