import type { Settings } from '../settings/schema.ts';
import { hasPostgres } from './secrets.ts';
import type { Site } from './site.ts';

/** Where the SQL views are read: by Grafana, and by who else has the password (docs/sql-views.md). */
export interface SqlReader {
  /** `host:port` */
  readonly address: string;
  readonly database: string;
  /** As PostgreSQL's clients name it. */
  readonly sslMode: 'disable' | 'require' | 'verify-full';
  /** The arrow from who reads. */
  readonly call: { readonly to: string; readonly port: string };
}

/** The secret that the reader's password is. */
export const readerSecret = 'reader-password';

/** Whether the SQL views can be read; without it no panel can ask them. */
export const hasReader = ({ stores }: Pick<Settings, 'stores'>): boolean =>
  stores.databaseUrlFile === null || stores.databaseReader !== null;

/** Where the SQL views of a stack are read; null where nobody said so of a database of the user's. */
export function sqlReader(settings: Settings, site: Site): SqlReader | null {
  const { databaseReader, databaseUrlFile } = settings.stores;
  if (databaseUrlFile === null) {
    const to = hasPostgres(settings) ? 'postgres' : 'hub';
    // Within the stack, as all between its servers.
    return {
      address: site.address(to, 'sql'),
      database: 'observatory',
      sslMode: 'disable',
      call: { to, port: 'sql' },
    };
  }
  if (databaseReader === null) return null;
  const { host, database, tls } = databaseReader;
  return { address: host, database, sslMode: tls ?? 'verify-full', call: { to: 'internet', port: '*' } };
}
