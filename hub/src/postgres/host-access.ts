import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hubDatabase } from './create-cluster.ts';
import type { DataFolder } from './data-folder.ts';
import { giveTo } from './give-to.ts';
import type { Transport } from './transport.ts';

/** A role that only reads, and where it reaches the server. */
export interface ReaderAccess {
  readonly role: string;
  /** Address to listen on; a name stands for all its addresses. */
  readonly host: string;
  readonly port: number;
}

/**
 * Writes who may connect, for the server that starts next: the hub by its transport, and over TCP the reader alone, to
 * the hub's database alone, with its password. Returns the file.
 */
export function writeHostAccess(
  { path, user }: DataFolder,
  kind: Transport['kind'],
  reader: ReaderAccess | undefined,
): string {
  const file = join(path, 'postgres.hba');
  const lines = [
    kind === 'socket' ? 'local all all trust' : 'host all all 127.0.0.1/32 scram-sha-256',
    ...(reader ? [`host ${hubDatabase} ${reader.role} all scram-sha-256`] : []),
  ];
  // Anew, since an older one may be its server's, in which this user cannot write.
  rmSync(file, { force: true });
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  if (user) giveTo(user, file);
  chmodSync(file, 0o600);
  return file;
}
