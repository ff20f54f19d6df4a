import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Settings } from '../settings/schema.ts';
import { processStack } from '../stack/stack.ts';
import { processFolder } from '../targets/process/process-folder.ts';
import { hubBundle } from '../targets/process/programs.ts';
import type { LocalTarget } from './choose-target.ts';
import { CommandError } from './command-error.ts';
import { readContainers } from './compose-containers.ts';
import { composeProgram } from './docker-compose.ts';

const root = resolve(import.meta.dirname, '../..');
/** Where the image has the hub. */
const IN_IMAGE = 'hub/dist/main.js';

/** A program that is or reaches the hub's own command. */
export interface HubCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type Stdio = 'inherit' | number;

/** Runs it with these as its input and output; resolves with its exit code. */
export async function runHub({ file, args, env }: HubCommand, input: Stdio, output: Stdio): Promise<number> {
  const child = spawn(file, args, {
    stdio: [input, output, 'inherit'],
    env: { ...process.env, ...env },
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  const [code] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(error.code === 'ENOENT' ? `${file} is not there.` : error.message);
  });
  return code ?? 1;
}

/** The hub's command where the hub runs. */
export async function whereHubRuns(
  target: LocalTarget,
  settings: Settings,
  words: readonly string[],
): Promise<HubCommand> {
  if (target === 'process') return asProcess(settings, words);
  const containers = await readContainers(settings.name);
  // Replicas are services of their own: `hub-2`.
  const hub = containers.find(({ service, state }) => /^hub(-\d+)?$/.test(service) && state === 'running');
  if (hub === undefined)
    throw new CommandError('no container of the hub is running. Start the stack by `observatory up`.');
  return { file: 'docker', args: ['exec', '-i', hub.id, 'node', IN_IMAGE, ...words], env: {} };
}

/** The hub's command where the hub will run, which does not yet. */
export async function whereHubWillRun(
  target: LocalTarget,
  settings: Settings,
  folder: string,
  words: readonly string[],
): Promise<HubCommand> {
  if (target === 'process') return asProcess(settings, words);
  const running = (await readContainers(settings.name)).filter(
    ({ service, state }) => /^hub(-\d+)?$/.test(service) && state === 'running',
  );
  if (running.length > 0)
    throw new CommandError('the hub is running. Stop the stack by `observatory down` first.');
  const dist = join(process.cwd(), 'dist/compose');
  if (!existsSync(join(dist, 'compose.yaml')))
    throw new CommandError(
      `there is no ${dist}/compose.yaml: run \`observatory build\` here, and \`observatory up\` once to make the secrets.`,
    );
  const [file, ...first] = (await composeProgram()) ?? ['docker', 'compose'];
  return {
    file,
    args: [
      ...first,
      ...['-p', settings.name, '-f', join(dist, 'compose.yaml'), '--env-file', join(dist, '.env')],
      // Its database's server is started with it, where it is one of the stack.
      ...['run', '--rm', '-T', '--quiet-pull', 'hub', ...words],
    ],
    env: { OBSERVATORY_SECRETS: join(folder, 'secrets'), OBSERVATORY_SOURCE: root },
  };
}

/** On Kubernetes the first pod of the hub answers. */
export function onKubernetes({ namespace, stores }: Settings, words: readonly string[]): HubCommand {
  const workload = stores.database === 'embedded' ? 'statefulset/hub' : 'deployment/hub';
  return {
    file: 'kubectl',
    args: ['exec', '--namespace', namespace, '-i', workload, '--', 'node', IN_IMAGE, ...words],
    env: {},
  };
}

function asProcess(settings: Settings, words: readonly string[]): HubCommand {
  const { components } = processStack(settings, processFolder(settings, process.cwd()));
  const hub = components.find(({ name }) => name === 'hub');
  if (hub === undefined) throw new CommandError('the stack has no hub.');
  if (!existsSync(hubBundle)) throw new CommandError('the hub is not built: `npm run build -w hub`.');
  return { file: process.execPath, args: [hubBundle, ...words], env: hub.env };
}
