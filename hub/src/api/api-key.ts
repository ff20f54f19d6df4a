import { timingSafeEqual } from 'node:crypto';
import { HubError } from '../errors.ts';

/** What a sender gives as its key: the values of the header or metadata entry `authorization` and `x-api-key`. */
export interface GivenKey {
  readonly authorization: string | undefined;
  readonly key: string | undefined;
}

/** Throws OBS_UNAUTHORIZED where the key is missing or another; the same for every transport. */
export function requireKey(apiKey: string, { authorization = '', key }: GivenKey): void {
  const given = key ?? /^Bearer (.+)$/i.exec(authorization)?.[1];
  if (given !== undefined && isEqual(given, apiKey)) return;
  throw new HubError(
    'OBS_UNAUTHORIZED',
    given === undefined
      ? 'Expected a key as "Authorization: Bearer KEY" or "X-API-Key: KEY", got none.'
      : 'The key given is not known to this hub.',
  );
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
