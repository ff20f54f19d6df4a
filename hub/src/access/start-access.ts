import type { Logger } from 'pino';
import { type Audit, theHub } from '../audit/audit.ts';
import type { HubSettings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { Access } from './access.ts';
import { prefixOf } from './key-text.ts';
import { isLoopback } from './loopback-ingest.ts';
import { FIRST_PROJECT } from './principal.ts';
import { hasAdminKey, makeFirstKey } from './write-keys.ts';

export interface AccessStart {
  readonly database: Database;
  readonly settings: Pick<
    HubSettings,
    'host' | 'apiKey' | 'allowedHosts' | 'knowsItsNames' | 'access' | 'edge' | 'login'
  >;
  readonly onError: (error: unknown) => void;
  readonly onChanged: () => void;
}

/** Begins to know keys and sessions; `close` writes what is not written yet. */
export function startAccess({ database, settings, onError, onChanged }: AccessStart): Access {
  const { apiKey, access, edge, login } = settings;
  const url = login.publicUrl === null ? null : new URL(login.publicUrl);
  return new Access({
    database,
    isOn: access.isOn,
    settingKeys: { apiKey, ingestKey: access.ingestKey, readKey: access.readKey },
    allowedHosts: settings.allowedHosts,
    knowsItsNames: settings.knowsItsNames,
    httpsHost: url?.protocol === 'https:' ? url.host : null,
    allowedOrigins: edge.allowedOrigins,
    listensOnLoopback: isLoopback(settings.host),
    sessionS: access.sessionS,
    sessionIdleS: access.sessionIdleS,
    onError,
    onChanged,
  });
}

/**
 * Makes the first key of a hub that asks for keys and has none that administers it. Returns its text, which is shown
 * once and kept nowhere; null where there is such a key, or nobody to show it to, which the log then says.
 */
export async function firstKey(
  access: Access,
  database: Database,
  { audit, shows, log }: { readonly audit: Audit; readonly shows: boolean; readonly log: Logger },
): Promise<string | null> {
  if (!access.isOn || access.settingKeys.hasAdmin) return null;
  if (!shows) {
    if (!(await hasAdminKey(database.workPool)))
      log.warn(
        'no key administers this hub: set OBSERVATORY_API_KEY, or start it once on a terminal, where it shows the key that it makes',
      );
    return null;
  }
  return makeFirstKey(database.workPool, (row) =>
    audit.record({
      project: FIRST_PROJECT,
      actor: theHub,
      address: null,
      action: 'key.first',
      target: prefixOf(row.id),
      outcome: 'done',
    }),
  );
}
