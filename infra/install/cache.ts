import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Server, servers } from './servers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface InstalledServer {
  readonly version: string;
  readonly folder: string;
}

/** A server is not in the cache, or not one of ours. */
export class MissingServerError extends Error {}

/** Folder of everything that is installed, whatever version: `~/.cache/observatory` or OBSERVATORY_CACHE_DIR. */
export function cacheFolder(env: Environment = process.env): string {
  return resolve(env.OBSERVATORY_CACHE_DIR || join(homedir(), '.cache/observatory'));
}

/** The installed versions of a server that are whole, newest first. Only a finished install has such a folder. */
export function installedVersions(name: string, env: Environment = process.env): readonly InstalledServer[] {
  const { binaries } = serverNamed(name);
  const folder = join(cacheFolder(env), 'servers');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((entry) => entry.startsWith(`${name}-`) && /^\d/.test(entry.slice(name.length + 1)))
    .map((entry) => ({ version: entry.slice(name.length + 1), folder: join(folder, entry) }))
    .filter((one) => binaries.every((binary) => existsSync(join(one.folder, binary))))
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
}

/** The newest installed version of a server. */
export function installedServer(name: string, env: Environment = process.env): InstalledServer {
  const [newest] = installedVersions(name, env);
  if (newest !== undefined) return newest;
  throw new MissingServerError(
    `${name} is not installed: run observatory install --from-source ${name} (looked in ${join(cacheFolder(env), 'servers')})`,
  );
}

/** Path of a server's binary in the newest installed version. */
export function serverBinary(name: string, binary: string, env: Environment = process.env): string {
  if (!serverNamed(name).binaries.includes(binary)) {
    throw new MissingServerError(`${name} has no binary ${binary}: ${serverNamed(name).binaries.join(', ')}`);
  }
  return join(installedServer(name, env).folder, binary);
}

/** A server of the table by its name. */
export function serverNamed(name: string): Server {
  const server = servers.find((one) => one.name === name);
  if (server !== undefined) return server;
  throw new MissingServerError(
    `expected one of ${servers.map((one) => one.name).join(', ')}; got ${JSON.stringify(name)}`,
  );
}
