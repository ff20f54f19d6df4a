import { microsOfRfc3339 } from '../alerts/rfc3339.ts';
import { HubError } from '../errors.ts';

/** A time that a body gives, in microseconds since the epoch. Throws OBS_BAD_REQUEST. */
export function bodyInstant(text: string, key: string): number {
  const us = microsOfRfc3339(text);
  if (us !== null) return us;
  throw new HubError('OBS_BAD_REQUEST', 'Expected a time of 1970 to 2200, as 2026-01-02T03:04:05Z.', {
    where: `body.${key}`,
  });
}
