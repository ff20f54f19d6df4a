import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { errorCode } from './is-alive.ts';
import type { PostgresBinaries } from './packaged-binaries.ts';

/**
 * Whether `cluster` is a database that these binaries can open; false where there is none yet. Throws for one of
 * another major version, whose files differ, and for a folder that is something else.
 */
export function hasCluster(cluster: string, binaries: PostgresBinaries): boolean {
  const written = readVersion(cluster);
  if (written === undefined) {
    if (isAbsentOrEmpty(cluster)) return false;
    throw new EmbeddedPostgresError(
      'NotADatabase',
      `${cluster} is not empty and not a PostgreSQL database (it has no PG_VERSION). Move it away, or set OBSERVATORY_DATA_DIR to another folder.`,
    );
  }
  if (written === String(binaries.major)) return true;
  throw new EmbeddedPostgresError(
    'OtherVersion',
    `${cluster} was written by PostgreSQL ${written}; this hub brings PostgreSQL ${binaries.version}, which cannot read it. ` +
      `To keep the data, start PostgreSQL ${written} on it (with an earlier hub, or its own programs), copy it with ` +
      `pg_dump into a new database, and set DATABASE_URL to that; or run the hub that wrote it. ` +
      'To begin anew, move the folder away or set OBSERVATORY_DATA_DIR to another one.',
  );
}

function readVersion(cluster: string): string | undefined {
  try {
    return readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAbsentOrEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}
