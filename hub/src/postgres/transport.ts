import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { UserIds } from './folder-access.ts';
import { giveTo } from './give-to.ts';

/** How clients reach the server: what `pg` takes as its host, port and password. */
export interface Transport {
  readonly kind: 'socket' | 'tcp';
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  /** Removes what an earlier server left, so that the next one can listen. */
  clear(): void;
  /** Removes what lies outside the data folder, once no server listens. */
  close(): void;
}

/** Of a server that listens on no TCP port: it only names the socket's file. */
const socketPort = 5432;
const socketName = /^\.s\.PGSQL\.\d+(\.lock)?$/;
const longestSocketFile = '.s.PGSQL.65535';
/** Bytes of a socket's path without the closing zero: 104 on macOS, 108 elsewhere. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

/**
 * A Unix socket in a folder that just the server's user and root can enter. That folder is the authentication
 * (`trust` in pg_hba.conf): `peer` would compare user names, and the hub as root is another user than its server.
 * `port` is that of the same server on TCP, where it has one, and then in the socket's name too.
 * It lies in the data folder, or, where the path would be too long for a socket, under the system's temporary folder.
 */
export function socketTransport({ path, user }: DataFolder, port: number = socketPort): Transport {
  const beside = join(path, 'socket');
  const fits = Buffer.byteLength(join(beside, longestSocketFile)) <= longestSocketPath;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  const host = fits ? beside : join(tmpdir(), `observatory-${hash}`);
  makePrivateFolder(host, user);
  return {
    kind: 'socket',
    host,
    port,
    clear() {
      makePrivateFolder(host, user);
      for (const file of readdirSync(host))
        if (socketName.test(file)) rmSync(join(host, file), { force: true });
    },
    close() {
      if (!fits) rmSync(host, { recursive: true, force: true });
    },
  };
}

function makePrivateFolder(folder: string, user: UserIds | undefined): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  const owner = user?.uid ?? process.getuid?.();
  if (!stats) {
    mkdirSync(folder, { mode: 0o700 });
    if (user) giveTo(user, folder);
  } else if (!stats.isDirectory() || stats.uid !== owner) {
    // In a shared temporary folder somebody else may have put it there.
    throw new EmbeddedPostgresError(
      'DataFolderUnreachable',
      `${folder}, in which PostgreSQL's socket is to lie, is not a folder of user id ${owner}. Remove it, or set ` +
        'OBSERVATORY_DATA_DIR to another folder.',
    );
  }
  chmodSync(folder, 0o700);
}

/**
 * Loopback TCP with a generated password, for Windows, where PostgreSQL's Unix sockets cannot be used from Node.
 * The tests run this transport on Linux; nothing of this folder has been run on Windows.
 */
export async function tcpTransport({ path }: DataFolder, port?: number): Promise<Transport> {
  return {
    kind: 'tcp',
    host: '127.0.0.1',
    port: port ?? (await freePort()),
    password: readPassword(join(path, 'postgres.password')),
    clear() {},
    close() {},
  };
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const password = randomBytes(24).toString('base64url');
    writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
    return password;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
