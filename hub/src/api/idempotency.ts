import { createHash, randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { HubError } from '../errors.ts';
import { claimKey, type Made, markDone } from '../store/idempotency-keys.ts';
import { nowMicros } from '../store/micros.ts';
import type { HubContext } from './context.ts';

const HEADER = 'idempotency-key';
/** A string of RFC 8941 without escapes, or the same without its quotes. */
const KEY = /^(?:"([ !#-[\]-~]{1,255})"|([!#-[\]-~]{1,255}))$/;

/** The header of a route whose requests may be sent again. */
export const idempotencyHeaders = Type.Object({
  [HEADER]: Type.Optional(
    Type.String({
      description:
        'A text that no other request of the caller has, such as a UUID in quotes: what is sent again under it within 24 hours is not done again, and gets the first answer.',
    }),
  ),
});

/**
 * Has a request that carries an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) make a thing once, however often
 * it is sent; one without a key each time. `make` stores the thing, and may be called twice with the same id and time where two
 * come at once or the first was cut off. A key that was of another request is refused with OBS_IDEMPOTENCY_KEY_REUSED.
 */
export async function madeOnce(
  context: Pick<HubContext, 'database' | 'projectOf'>,
  request: FastifyRequest,
  make: (made: Made) => Promise<void>,
): Promise<Made> {
  const fresh = { id: randomUUID(), timeUs: nowMicros() };
  const key = keyOf(request);
  if (key === null) {
    await make(fresh);
    return fresh;
  }
  const { principal, method, url, body } = request;
  const keyed = {
    project: context.projectOf(request),
    keyHash: hashOf(principal?.kind, principal?.id, key),
    requestHash: hashOf(method, url, body),
  };
  const claimed = await claimKey(context.database, keyed, fresh);
  if (claimed === null)
    throw new HubError(
      'OBS_IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was of a request with another path or body. Give each request a key of its own.',
      { where: `headers.${HEADER}` },
    );
  if (!claimed.isDone) {
    await make(claimed);
    await markDone(context.database, keyed);
  }
  return { id: claimed.id, timeUs: claimed.timeUs };
}

function keyOf({ headers }: FastifyRequest): string | null {
  const given = headers[HEADER];
  if (given === undefined) return null;
  const [, quoted, bare] = KEY.exec(String(given)) ?? [];
  const key = quoted ?? bare;
  if (key !== undefined) return key;
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected an Idempotency-Key of 1 to 255 printable characters, such as "8e03978e-40d5-43e8-bc93-6894a57f9324", got ${String(given).length} characters.`,
    { where: `headers.${HEADER}` },
  );
}

const hashOf = (...parts: readonly unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest();
