import { randomInt } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Secret } from '../stack/component.ts';
import { CommandError } from './command-error.ts';
import { unwritable } from './unwritable.ts';

export interface SecretsStoreOptions {
  /**
   * Mode of the files. 0600 for processes; containers under other user ids read bind mounts, so 0444 there: the folder
   * above, 0700, keeps everybody else out.
   */
  readonly mode?: number;
  /** Folder that the user's own files are relative to: that of observatory.yaml. */
  readonly base?: string;
}

export interface StoredSecrets {
  readonly values: ReadonlyMap<string, string>;
  /** Names of those that were made just now. */
  readonly made: readonly string[];
}

/**
 * Writes each secret to `<folder>/secrets/NAME`: makes what is missing, keeps what is there, reads the user's files anew,
 * and mends the modes. Throws `CommandError` for a user's file that is missing or empty.
 * To rotate a generated one, delete its file and run `observatory up` again.
 */
export async function ensureSecrets(
  secrets: readonly Secret[],
  folder: string,
  { mode = 0o600, base = process.cwd() }: SecretsStoreOptions = {},
): Promise<StoredSecrets> {
  const values = new Map<string, string>();
  const made: string[] = [];
  const path = (name: string) => join(folder, 'secrets', name);
  const stored = new Map<string, string | null>();
  // The user's files first: a fault among them must leave nothing half made.
  for (const { name, from } of secrets) {
    stored.set(name, await readIfThere(path(name)));
    if (from.kind === 'file') values.set(name, await readUserFile(resolve(base, from.path), from.setting));
  }
  for (const { name, from } of secrets) {
    if (from.kind === 'generated') {
      const kept = stored.get(name)?.trim();
      if (!kept) made.push(name);
      values.set(name, kept || from.prefix + randomText(from.length));
    } else if (from.kind === 'wrapped') {
      const inner = values.get(from.secret);
      if (inner === undefined) throw new Error(`Secret ${name} stands before ${from.secret}, which it needs`);
      values.set(name, from.before + inner + from.after);
    }
  }
  await makeSecretsFolder(join(folder, 'secrets'));
  for (const [name, value] of values) {
    if (stored.get(name) !== value) await writeWhole(path(name), value, mode);
    await chmod(path(name), mode);
  }
  return { values, made };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits alone: such a value can stand in a URL, a header and on a command line as it is. */
function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CommandError(`Cannot read the secret ${path}: ${(error as Error).message}.`);
  }
}

/**
 * Throws a `CommandError` that names each receiver of alerts whose secret cannot be read: files for such a stack would
 * tell nobody, and only say so once something is wrong.
 */
export async function refuseMuteReceivers(secrets: readonly Secret[], base: string): Promise<void> {
  const faults: string[] = [];
  for (const { from } of secrets) {
    if (from.kind !== 'file' || !from.setting.startsWith('alerts.receivers.')) continue;
    await readUserFile(resolve(base, from.path), from.setting).catch((error: Error) =>
      faults.push(error.message),
    );
  }
  if (faults.length > 0) throw new CommandError(faults.join('\n'));
}

/** Text of a file of the user that a setting names, without what editors put at its end. */
export async function readUserFile(path: string, setting: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CommandError(`${setting}: cannot read ${path}: ${why}. Write the secret into that file.`);
  });
  // Editors end a file with a line break that is no part of a key or URL.
  const value = text.trimEnd();
  if (value === '') throw new CommandError(`${setting}: ${path} is empty. Write the secret into that file.`);
  return value;
}

async function makeSecretsFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** A reader sees the old value or the new one, never a part. */
async function writeWhole(path: string, value: string, mode: number): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  try {
    await writeFile(fresh, value, { mode });
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw new CommandError(`Cannot write the secret ${path}: ${(error as Error).message}.`);
  }
}
