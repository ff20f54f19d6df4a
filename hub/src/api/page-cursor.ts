import { alertId, readAlertId } from '../alerts/alert-id.ts';
import type { AlertPlace } from '../alerts/read-alerts.ts';
import { HubError } from '../errors.ts';
import type { EventPlace } from '../store/list-events.ts';
import type { SpanPlace } from '../traces/list-spans.ts';

/** A place in the list of alerts as an opaque text. */
export function sealAlertPlace({ fingerprint, startsUs }: AlertPlace): string {
  return Buffer.from(alertId(fingerprint, startsUs)).toString('base64url');
}

export function openAlertPlace(cursor: string): AlertPlace {
  const place = readAlertId(Buffer.from(cursor, 'base64url').toString());
  if (place !== null) return place;
  throw notAPlace(cursor);
}

/** The same in the list of events, with the begin of the stretch that all pages are of. */
export function sealEventPlace({ timeUs, id }: EventPlace, sinceUs: number): string {
  return Buffer.from(`${timeUs} ${sinceUs} ${id}`).toString('base64url');
}

export function openEventPlace(cursor: string): { place: EventPlace; sinceUs: number } {
  const [, timeUs, sinceUs, id] =
    /^(-?\d{1,17}) (-?\d{1,17}) ([^\0]+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const numbers = [Number(timeUs), Number(sinceUs)].filter((us) => isPostgresTime(us));
  const [time, since] = numbers;
  if (id !== undefined && time !== undefined && since !== undefined)
    return { place: { timeUs: time, id }, sinceUs: since };
  throw notAPlace(cursor);
}

/** The same among the spans of a trace. */
export function sealSpanPlace({ startUs, spanId }: SpanPlace): string {
  return Buffer.from(`${startUs} ${spanId}`).toString('base64url');
}

export function openSpanPlace(cursor: string): SpanPlace {
  const [, startUs, spanId] =
    /^(-?\d{1,17}) ([0-9a-f]{16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (spanId !== undefined && isPostgresTime(Number(startUs))) return { startUs: Number(startUs), spanId };
  throw notAPlace(cursor);
}

/** Years 1 to 9999. */
const isPostgresTime = (us: number) => us >= -62_135_596_800_000_000 && us < 253_402_300_800_000_000;

function notAPlace(cursor: string): HubError {
  return new HubError(
    'OBS_BAD_REQUEST',
    `Expected the next_cursor of the page before, got "${cursor.slice(0, 40)}". Ask for the first page again.`,
    { where: 'query.cursor' },
  );
}
