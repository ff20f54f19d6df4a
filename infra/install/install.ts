import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, installedVersions } from './cache.ts';
import { buildCollector, collectorManifest, MANIFEST_FILE } from './collector-build.ts';
import { unpackDebian } from './debian-packages.ts';
import { buildGoModule } from './go-module.ts';
import { InstallError } from './install-error.ts';
import { withLock } from './lock.ts';
import { platformOf, unpackRelease } from './release.ts';
import type { Recipe, Server } from './servers.ts';
import { runTool } from './tool.ts';
import type { Workshop } from './workshop.ts';

export interface InstallOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fromSource: boolean;
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly say: (text: string) => void;
}

/** One way to have a server. */
interface Way {
  readonly name: string;
  /** Whether an installed version is what this way would give. */
  readonly gives: (version: string, folder: string) => boolean;
  readonly make: (workshop: Workshop) => Promise<string>;
}

/** For one server, with what Go keeps of it. */
const NEEDED_GB = { source: 3, release: 1 } as const;
const DAY_MS = 86_400_000;

/**
 * Puts a server into the cache, unless it is there. It is made in a folder of its own and moved into place as a
 * whole, so whatever interrupts it leaves nothing that counts as installed. Gives the version.
 */
export async function install(server: Server, options: InstallOptions): Promise<string> {
  const startedMs = performance.now();
  const seconds = () => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  const name = server.name.padEnd(14);
  const say = (text: string) => options.say(`${name} ${seconds().padStart(6)}  ${text}`);
  const ways = waysOf(server, options);
  const present = () => presentVersion(server, ways, options);
  const cache = cacheFolder(options.env);
  for (const folder of ['servers', 'locks', 'logs', 'tmp']) await makeFolder(join(cache, folder));
  if (present() === undefined) {
    await withLock(
      join(cache, 'locks', server.name),
      options.signal,
      () => say('another install is at it; waiting'),
      async () => {
        if (present() !== undefined) return;
        await checkSpace(cache, options.fromSource ? NEEDED_GB.source : NEEDED_GB.release);
        await removeLeftovers(join(cache, 'tmp'));
        await firstThatWorks(server, ways, options, say);
      },
    );
    say(`installed: ${present()}`);
  } else say(`is there: ${present()}`);
  return present() ?? '';
}

async function firstThatWorks(
  server: Server,
  ways: readonly Way[],
  options: InstallOptions,
  say: (text: string) => void,
): Promise<void> {
  const faults: string[] = [];
  for (const way of ways) {
    try {
      return await makeBy(way, server, options, say);
    } catch (error) {
      if (!(error instanceof InstallError) || options.signal.aborted) throw error;
      faults.push(`${way.name}: ${error.message}`);
      if (way !== ways.at(-1)) say(`${way.name} does not work here (${error.message}); trying the next way`);
    }
  }
  throw new InstallError(
    faults.length === 0
      ? `${server.name}: there is no release archive of it: use --from-source`
      : `${server.name} could not be installed. ${faults.join('\n')}`,
  );
}

async function makeBy(
  way: Way,
  server: Server,
  { env, signal }: InstallOptions,
  say: (text: string) => void,
): Promise<void> {
  const cache = cacheFolder(env);
  const temporary = join(cache, 'tmp', `${server.name}-${randomUUID()}`);
  const [work, out] = [join(temporary, 'work'), join(temporary, 'out')];
  const log = join(cache, 'logs', `${server.name}.log`);
  const run: Workshop['run'] = (command) =>
    runTool(command, { env, log, signal, onTick: (doing) => say(`… ${doing}`) });
  try {
    for (const folder of [work, out]) await mkdir(folder, { recursive: true });
    const version = await way.make({ env, work, out, signal, run, say });
    for (const binary of server.binaries) {
      await chmod(join(out, binary), 0o755);
      // Proves that it runs on this machine: another libc, another processor.
      await run({ program: join(out, binary), args: server.versionArgs, cwd: out });
    }
    await moveIntoPlace(out, join(cache, 'servers', `${server.name}-${version}`), join(temporary, 'old'));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function moveIntoPlace(from: string, to: string, aside: string): Promise<void> {
  if (existsSync(to)) await rename(to, aside);
  await rename(from, to);
}

function waysOf(server: Server, { fromSource }: InstallOptions): readonly Way[] {
  if (fromSource) return server.recipes.map(sourceWay);
  const { release } = server;
  if (release === null) return [];
  return [
    {
      name: 'release archive',
      gives: (version) => version === release.version,
      make: (workshop) => unpackRelease(release, platformOf(process.platform, process.arch), workshop),
    },
  ];
}

function sourceWay(recipe: Recipe): Way {
  switch (recipe.kind) {
    case 'debian':
      // sid moves on; whatever came before is good.
      return { name: 'Debian', gives: () => true, make: (workshop) => unpackDebian(recipe, workshop) };
    case 'go-module':
      return {
        name: 'Go module',
        gives: (version) => version === recipe.version,
        make: (workshop) => buildGoModule(recipe, workshop),
      };
    case 'collector-builder':
      return {
        name: 'collector builder',
        gives: (version, folder) =>
          version === recipe.version &&
          existsSync(join(folder, MANIFEST_FILE)) &&
          readFileSync(join(folder, MANIFEST_FILE), 'utf8') === collectorManifest(recipe),
        make: (workshop) => buildCollector(recipe, workshop),
      };
  }
}

function presentVersion(server: Server, ways: readonly Way[], { env }: InstallOptions): string | undefined {
  return installedVersions(server.name, env).find(({ version, folder }) =>
    ways.some((way) => way.gives(version, folder)),
  )?.version;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new InstallError(
      `${folder}: expected a folder that can be written; got ${(error as NodeJS.ErrnoException).code}. OBSERVATORY_CACHE_DIR names another`,
    );
  }
}

async function checkSpace(folder: string, neededGb: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeGb = (bavail * bsize) / 1e9;
  if (freeGb >= neededGb) return;
  throw new InstallError(
    `${folder}: expected ${neededGb} GB of free disk; got ${freeGb.toFixed(1)} GB. Make room, or name another folder by OBSERVATORY_CACHE_DIR`,
  );
}

/** What installs that were killed a day ago or earlier left behind. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, entry)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DAY_MS) await rm(join(folder, entry), { recursive: true, force: true });
  }
}
