import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { MissingServerError, serverBinary } from '../../infra/install/cache.ts';

const run = promisify(execFile);
const MAX_OUTPUT = 64 * 2 ** 20;

/** Runs `docker` and gives what it prints. Throws with what it says on standard error. */
export async function docker(...args: readonly string[]): Promise<string> {
  // No buildx where Debian's Docker is.
  const env = { ...process.env, DOCKER_BUILDKIT: '0' };
  const { stdout } = await run('docker', [...args], { env, maxBuffer: MAX_OUTPUT });
  return stdout.trim();
}

/** Lines of what `docker` prints. */
export async function dockerLines(...args: readonly string[]): Promise<string[]> {
  return (await docker(...args)).split('\n').filter((line) => line !== '');
}

/** Why tests with Docker cannot run on this machine; null where they can. */
export async function whyNoDocker(): Promise<string | null> {
  const server = await docker('version', '--format', '{{.Server.Version}}').catch((error: Error) => error);
  if (server instanceof Error) return 'no Docker daemon answers';
  return (await composeProgram()) === null ? 'Docker Compose v2 is not installed' : null;
}

/** Runs Docker Compose on one file. */
export class Compose {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async run(...args: readonly string[]): Promise<string> {
    const [program, ...first] = (await composeProgram()) ?? ['docker', 'compose'];
    const { stdout, stderr } = await run(
      program,
      [...first, '--ansi', 'never', '--progress', 'plain', '-f', this.file, ...args],
      { maxBuffer: MAX_OUTPUT, env: { ...process.env, DOCKER_BUILDKIT: '0' } },
    );
    return stdout === '' ? stderr : stdout;
  }

  /** Ids of the containers of a service. */
  async containers(service: string): Promise<string[]> {
    return (await this.run('ps', '--quiet', service)).split('\n').filter((line) => /^[0-9a-f]+$/.test(line));
  }
}

type Program = readonly [string, ...string[]];
let program: Promise<Program | null> | null = null;

/** Compose as Docker's plugin, or as the program in the cache. */
function composeProgram(): Promise<Program | null> {
  program ??= docker('compose', 'version')
    .then((): Program => ['docker', 'compose'])
    .catch(() => cachedCompose());
  return program;
}

function cachedCompose(): Program | null {
  try {
    const path = serverBinary('docker-compose', 'docker-compose');
    return existsSync(path) ? [path] : null;
  } catch (error) {
    if (error instanceof MissingServerError) return null;
    throw error;
  }
}
