import { prometheusLabel } from '@observatory/shim/conventions';
import { userKeys } from './user-keys.ts';

/** What Loki said to the request to delete a user's lines. */
export interface LokiAnswer {
  readonly accepted: boolean;
  /** For people: what happens next, or what was wrong. */
  readonly message: string;
}

const TIMEOUT_MS = 10_000;
/** Before Loki had structured metadata (2.9). Not earlier: Loki cuts a request into days and goes through them one by one. */
const FIRST = '2023-01-01T00:00:00Z';
const MOST_CHARACTERS = 300;

/**
 * Asks Loki (HTTP API, `POST /loki/api/v1/delete`) to delete the lines that name a user in their structured metadata. Its
 * compactor does so when the time to cancel is over. Never throws.
 */
export async function deleteFromLoki(url: string, userId: string, untilUs: number): Promise<LokiAnswer> {
  const names = [...new Set(userKeys.map(prometheusLabel))];
  const user = JSON.stringify(userId);
  const query = `{service_name=~".+"} | ${names.map((name) => `${name}=${user}`).join(' or ')}`;
  const parameters = new URLSearchParams({
    query,
    start: FIRST,
    // To the millisecond: whole seconds would leave the lines of the last one.
    end: new Date(Math.min(untilUs / 1000, Date.now())).toISOString(),
  });
  try {
    const response = await fetch(`${url}/loki/api/v1/delete?${parameters}`, {
      method: 'POST',
      redirect: 'manual',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said = (await response.text()).slice(0, MOST_CHARACTERS).replaceAll(userId, '…').trim();
    if (response.status === 204 || response.status === 200)
      return {
        accepted: true,
        message: 'Loki took the request. Its compactor removes the lines when the time to cancel it is over.',
      };
    return { accepted: false, message: `Loki answered ${response.status}${said === '' ? '' : `: ${said}`}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      accepted: false,
      message: `Loki did not answer: ${(cause instanceof Error ? cause.message : String(cause)).slice(0, MOST_CHARACTERS)}`,
    };
  }
}
