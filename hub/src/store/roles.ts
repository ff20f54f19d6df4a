import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** Runs statements all or none; the message of the first that the server refuses. */
export async function allOrNone(
  client: pg.ClientBase,
  statements: readonly string[],
): Promise<string | null> {
  try {
    await client.query(`BEGIN; ${statements.join('; ')}; COMMIT`);
    return null;
  } catch (error) {
    await client.query('ROLLBACK');
    return messageOf(error);
  }
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return error.message;
}

const ITERATIONS = 4096;

/** A password as PostgreSQL keeps it (RFC 5803), so that no log of statements ever holds the password itself. */
export function scramOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const server = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${server}`;
}
