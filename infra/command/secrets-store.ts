import { randomInt } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readOverrides } from '../../hub/src/prices/override-file.ts';
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
 * and mends the modes. Throws `CommandError` for a user's file that is missing, empty or not what its setting asks for.
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
    if (from.kind === 'file') values.set(name, await readUserFile(from, base));
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

/** A file of the user's, and the setting that names it. */
type UserFile = Extract<Secret['from'], { readonly kind: 'file' }>;

const PRICES = 'hub.pricesFile';
/** Receivers whose secret is the address that they are told at. */
const ADDRESSES = /^(alerts\.receivers\.\w+|hub\.webhook)\.urlFile$/;
const RECEIVERS = /^(alerts\.receivers|hub\.webhook)\./;

/**
 * Throws a `CommandError` that names each file of receivers and of prices that cannot be used: files for such a stack
 * would tell nobody, or let the hub end at its start, and only say so then.
 */
export async function refuseFaultyFiles(secrets: readonly Secret[], base: string): Promise<void> {
  const faults: string[] = [];
  for (const { from } of secrets) {
    if (from.kind !== 'file') continue;
    if (from.setting !== PRICES && !RECEIVERS.test(from.setting)) continue;
    await readUserFile(from, base).catch((error: Error) => faults.push(error.message));
  }
  if (faults.length > 0) throw new CommandError(faults.join('\n'));
}

/** Text of a file of the user, without what editors put at its end; `base` is the folder that it is relative to. */
export async function readUserFile({ path: given, setting }: UserFile, base: string): Promise<string> {
  const path = resolve(base, given);
  const advice = `Write ${setting === PRICES ? 'the prices' : 'the secret'} into that file.`;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CommandError(`${setting}: cannot read ${path}: ${why}. ${advice}`);
  });
  // Editors end a file with a line break that is no part of a key or URL.
  const value = text.trimEnd();
  if (value === '') throw new CommandError(`${setting}: ${path} is empty. ${advice}`);
  if (setting === PRICES) refuseFaultyPrices(path);
  // What came instead is not said: it may be another secret.
  if (ADDRESSES.test(setting) && !(/^https?:\/\/\S+$/.test(value) && URL.canParse(value)))
    throw new CommandError(`${setting}: ${path}: expected one URL that begins with https:// or http://`);
  return value;
}

/** As the hub would at its start, so that a slip in the file leaves the one that runs alone. */
function refuseFaultyPrices(path: string): void {
  try {
    readOverrides(path);
  } catch (error) {
    throw new CommandError(`${PRICES}: ${(error as Error).message}`);
  }
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
