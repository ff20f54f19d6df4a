import { chmod, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverBinary } from '../../infra/install/cache.ts';
import { docker, dockerLines } from './docker.ts';
import { sharedLibraries } from './shared-libraries.ts';

/** On every image that a test builds. */
export const LABEL = 'observatory.test-image=true';
/** Stands for Grafana, which cannot be had here: answers its health check and is called like it, no more. */
export const GRAFANA_STAND_IN = 'observatory-test/grafana:1';

/** An image made of programs of this machine, with the entry point and the user of the official one. */
interface Recipe {
  /** Name of the image without its tag. */
  readonly image: string;
  /** Path in the image → program of this machine. */
  readonly programs: () => Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly user: string;
}

const busybox = (...names: readonly string[]) =>
  Object.fromEntries(
    ['busybox', ...names].map((name) => [`/bin/${name}`, serverBinary('busybox', 'busybox')]),
  );

const recipes: readonly Recipe[] = [
  {
    image: 'docker.io/otel/opentelemetry-collector-contrib',
    programs: () => ({ '/otelcol-contrib': serverBinary('otelcol', 'otelcol-observatory') }),
    entrypoint: ['/otelcol-contrib'],
    user: '10001',
  },
  {
    image: 'docker.io/prom/prometheus',
    programs: () => ({
      '/bin/prometheus': serverBinary('prometheus', 'prometheus'),
      '/bin/promtool': serverBinary('prometheus', 'promtool'),
    }),
    entrypoint: ['/bin/prometheus'],
    user: '65534',
  },
  {
    image: 'docker.io/prom/alertmanager',
    programs: () => ({
      '/bin/alertmanager': serverBinary('alertmanager', 'alertmanager'),
      '/bin/amtool': serverBinary('alertmanager', 'amtool'),
    }),
    entrypoint: ['/bin/alertmanager'],
    user: '65534',
  },
  {
    image: 'docker.io/grafana/loki',
    programs: () => ({ '/usr/bin/loki': serverBinary('loki', 'loki') }),
    entrypoint: ['/usr/bin/loki'],
    user: '10001',
  },
  {
    image: 'docker.io/jaegertracing/jaeger',
    programs: () => ({ '/cmd/jaeger/jaeger-linux': serverBinary('jaeger', 'jaeger') }),
    entrypoint: ['/cmd/jaeger/jaeger-linux'],
    user: '10001',
  },
  {
    image: 'docker.io/library/busybox',
    // One program under many names.
    programs: () => busybox('sh', 'chown', 'chmod', 'cp', 'mv'),
    entrypoint: [],
    user: '0',
  },
  {
    image: 'observatory-test/grafana',
    programs: () => busybox('sh', 'wget'),
    entrypoint: [
      '/bin/sh',
      '-euc',
      'busybox mkdir /tmp/api; echo ok >/tmp/api/health; exec busybox httpd -f -p 3000 -h /tmp',
    ],
    user: '472',
  },
];

/**
 * Builds those of the images that this daemon has not and that can be made from programs of this machine, and gives
 * the names of what it built; real images that are there are used as they are. Those without a recipe are left out.
 */
export async function buildImages(names: readonly string[]): Promise<string[]> {
  const built: string[] = [];
  for (const name of new Set(names)) {
    const recipe = recipes.find(({ image }) => name.startsWith(`${image}:`));
    if (recipe === undefined || (await isThere(name))) continue;
    await build(name, recipe);
    built.push(name);
  }
  return built;
}

/** Ids of the images that tests have built. */
export function testImages(): Promise<string[]> {
  return dockerLines('image', 'ls', '--quiet', '--no-trunc', '--filter', `label=${LABEL}`);
}

/** Whether a test of ours can have this image. */
export function canBuild(name: string): boolean {
  return recipes.some(({ image }) => name.startsWith(`${image}:`));
}

export async function removeImages(names: readonly string[]): Promise<void> {
  if (names.length > 0) await docker('image', 'rm', '--force', ...names);
}

async function isThere(name: string): Promise<boolean> {
  return (await dockerLines('image', 'ls', '--quiet', name)).length > 0;
}

async function build(name: string, { programs, entrypoint, user }: Recipe): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'observatory-image-'));
  try {
    const root = join(context, 'root');
    const files = Object.entries(programs());
    const libraries = new Set((await Promise.all(files.map(([, from]) => sharedLibraries(from)))).flat());
    for (const [to, from] of [...files, ...[...libraries].map((path) => [path, path] as const)]) {
      await cp(await realpath(from), join(root, to));
      await chmod(join(root, to), 0o755);
    }
    await mkdir(join(root, 'etc'), { recursive: true });
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/:/\nnobody:x:65534:65534::/:/\n');
    const lines = [
      'FROM scratch',
      'ENV PATH=/usr/local/bin:/usr/bin:/bin',
      'COPY root/ /',
      `USER ${user}`,
      `LABEL ${LABEL}`,
      ...(entrypoint.length > 0 ? [`ENTRYPOINT ${JSON.stringify(entrypoint)}`] : []),
    ];
    await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
    await docker('build', '--quiet', '--tag', name, context);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
