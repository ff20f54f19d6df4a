import { FIRST_PROJECT } from '../access/principal.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { AlertRow } from './occurrences.ts';
import type { Silence } from './silences.ts';

/** Alertmanager's API, version 2, as far as the hub uses it. Errors say what came, for people. */
export interface AlertmanagerApi {
  postAlerts(rows: readonly AlertRow[], nowUs: number): Promise<void>;
  /** Resolves with the silence's id there. */
  postSilence(silence: Silence): Promise<string>;
  /** Ends one; one that is not there has ended. */
  deleteSilence(id: string): Promise<void>;
  /** What it answers when it is asked for its silences, whatever that is. Rejects within two seconds. */
  listSilences(): Promise<unknown>;
}

const TIMEOUT_MS = 5000;
/** Somebody waits for the list. */
const LIST_TIMEOUT_MS = 2000;
/** As Prometheus does: an alert that is not told again within four rounds is over. */
const LASTS_US = 4 * 60e6;
const AT_ONCE = 500;

/** @param url Without a slash at the end. */
export function alertmanagerApi(url: string): AlertmanagerApi {
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    timeoutMs = TIMEOUT_MS,
  ): Promise<Response> => {
    const response = await fetch(`${url}/api/v2${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (response.ok || (method === 'DELETE' && response.status === 404)) return response;
    const text = (await response.text()).slice(0, 200).trim();
    throw new Error(`Alertmanager answered ${response.status}: ${text}`);
  };
  return {
    async postAlerts(rows, nowUs) {
      for (let at = 0; at < rows.length; at += AT_ONCE)
        await ask(
          'POST',
          '/alerts',
          rows.slice(at, at + AT_ONCE).map((row) => ({
            labels: row.labels,
            annotations: row.annotations,
            startsAt: isoOfMicros(row.starts_at),
            endsAt: isoOfMicros(row.ends_at ?? nowUs + LASTS_US),
          })),
        );
    },
    async postSilence(silence) {
      const response = await ask('POST', '/silences', {
        matchers: [
          ...silence.matchers.map(({ name, value, is_regex, is_equal }) => ({
            name,
            value,
            isRegex: is_regex,
            isEqual: is_equal,
          })),
          projectMatcher(silence.project),
        ],
        startsAt: isoOfMicros(silence.startsUs),
        endsAt: isoOfMicros(silence.endsUs),
        createdBy: silence.createdBy,
        comment: silence.comment,
      });
      const { silenceID: id } = (await response.json()) as { silenceID?: unknown };
      if (typeof id === 'string') return id;
      throw new Error('Alertmanager took the silence and gave no id.');
    },
    async deleteSilence(id) {
      await ask('DELETE', `/silence/${encodeURIComponent(id)}`);
    },
    listSilences: async () => (await ask('GET', '/silences', undefined, LIST_TIMEOUT_MS)).json(),
  };
}

/** A silence is of one project's alerts; those of Prometheus name none, and are in the first project's history. */
function projectMatcher(project: string) {
  const isFirst = project === FIRST_PROJECT;
  return {
    name: 'project',
    value: isFirst ? `(${FIRST_PROJECT})?` : project,
    isRegex: isFirst,
    isEqual: true,
  };
}
