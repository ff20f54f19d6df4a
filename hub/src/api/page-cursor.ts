import { alertId, readAlertId } from '../alerts/alert-id.ts';
import type { AlertPlace } from '../alerts/read-alerts.ts';
import { HubError } from '../errors.ts';

/** A place in the list of alerts as an opaque text. */
export function sealAlertPlace({ fingerprint, startsUs }: AlertPlace): string {
  return Buffer.from(alertId(fingerprint, startsUs)).toString('base64url');
}

export function openAlertPlace(cursor: string): AlertPlace {
  const place = readAlertId(Buffer.from(cursor, 'base64url').toString());
  if (place !== null) return place;
  throw notAPlace(cursor);
}

function notAPlace(cursor: string): HubError {
  return new HubError(
    'OBS_BAD_REQUEST',
    `Expected the next_cursor of the page before, got "${cursor.slice(0, 40)}". Ask for the first page again.`,
    { where: 'query.cursor' },
  );
}
