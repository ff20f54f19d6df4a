import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { VOLUME_OWNER } from '../targets/compose/volume-owner.ts';
import { CommandError } from './command-error.ts';
import { readContainers, type StackContainer } from './compose-containers.ts';
import { writeComposeFiles } from './compose-files.ts';
import { readinessOf } from './compose-readiness.ts';
import { dockerCompose, type Ran } from './docker-compose.ts';
import type { LocalStack, UpOptions, UpResult } from './runner.ts';
import { ensureSecrets } from './secrets-store.ts';
import { refusePortsInUse, wantedPorts } from './wanted-ports.ts';

const root = resolve(import.meta.dirname, '../..');
const LOOK_MS = 500;
const LINES_SHOWN = 15;
/** A server may fall once while what it needs comes up; one that goes on falling is broken. */
const FALLS = 3;
/** What Compose says of its own steps; each server's line says more. */
const STEP = /^ *(Container|Network|Volume) \S+ +[A-Z][a-z]+ *$/;

/** Brings the stack up in containers, recreates what changed, and says when each server is ready. */
export async function composeUp(local: LocalStack, dist: string, options: UpOptions): Promise<UpResult> {
  const { stack, folder, base } = local;
  const { components, settings } = stack;
  const { say, signal, onStart } = options;
  const startedMs = performance.now();
  const project = settings.name;
  const before = await readContainers(project);
  const own = new Set(before.flatMap(({ ports }) => ports));
  await refusePortsInUse(
    wantedPorts(settings, components, 'published').filter(({ number }) => !own.has(number)),
  );
  const { values, made } = await ensureSecrets(stack.secrets, folder, { base, mode: 0o444 });
  const input = writeComposeFiles(local, dist);
  onStart();

  const watch = new Watch(local, before, say);
  const stop = new AbortController();
  signal.addEventListener('abort', () => stop.abort(), { once: true });
  if (signal.aborted) stop.abort();
  const compose = dockerCompose(['--progress', 'plain', 'up', '-d', '--wait', '--remove-orphans'], {
    project,
    input,
    env: { OBSERVATORY_SECRETS: join(folder, 'secrets'), OBSERVATORY_SOURCE: root },
    signal: stop.signal,
    onLine: (line) => {
      if (!STEP.test(line)) say(`  ${line.trim()}`);
    },
  });
  const ended: { ran: Ran | null } = { ran: null };
  void compose.then((ran) => {
    ended.ran = ran;
  });
  for (;;) {
    // Before the look: what it then sees is what Compose left.
    const { ran } = ended;
    const state = await watch.look();
    if (signal.aborted || state.fallen !== null || (ran !== null && ran.code !== 0)) {
      stop.abort();
      const { stderr } = await compose;
      const why = signal.aborted ? 'stopped.' : await explain(local, stderr, state.fallen);
      throw await giveUp(project, before, why);
    }
    if (ran !== null && state.late !== null) throw await giveUp(project, before, state.late);
    if (ran !== null && state.ready) break;
    await sleep(LOOK_MS);
  }
  const after = await readContainers(project);
  return {
    components,
    seconds: (performance.now() - startedMs) / 1000,
    made,
    secrets: values,
    changed: running(before) !== running(after),
  };
}

const running = (containers: readonly StackContainer[]) =>
  containers
    .filter(({ state }) => state === 'running')
    .map(({ id }) => id)
    .sort()
    .join();

interface Looked {
  /** Whether every server does its work. */
  readonly ready: boolean;
  /** A server that ends again and again. */
  readonly fallen: StackContainer | null;
  /** What to say of a server that takes too long. */
  readonly late: string | null;
}

/** Looks at the containers of a stack that starts. */
class Watch {
  private readonly told = new Set<string>();
  private readonly restarts: ReadonlyMap<string, number>;
  private readonly startedMs = performance.now();
  private readonly local: LocalStack;
  private readonly say: (line: string) => void;

  constructor(local: LocalStack, before: readonly StackContainer[], say: (line: string) => void) {
    this.local = local;
    this.say = say;
    this.restarts = new Map(before.map(({ id, restarts }) => [id, restarts]));
  }

  async look(): Promise<Looked> {
    const { stack } = this.local;
    const { components, settings } = stack;
    const containers = await readContainers(settings.name);
    const width = Math.max(0, ...components.map(({ name }) => name.length));
    const readiness = await Promise.all(containers.map((one) => readinessOf(one, stack)));
    let late: string | null = null;
    for (const [index, { id, name, service }] of containers.entries()) {
      const seconds = (performance.now() - this.startedMs) / 1000;
      const { ready = false, why = null } = readiness[index] ?? {};
      const startS = components.find((one) => one.name === service)?.probes.startS ?? null;
      if (service === VOLUME_OWNER) continue;
      if (ready && !this.told.has(id)) {
        this.told.add(id);
        this.say(`  ${name.padEnd(width)}  ready  ${seconds.toFixed(1)} s`);
      } else if (!ready && why !== null && startS !== null && seconds > startS) {
        late = `${name} is not ready within ${startS} s: ${why}.`;
      }
    }
    const fallen = containers.find(({ id, restarts }) => restarts - (this.restarts.get(id) ?? 0) >= FALLS);
    const ready = readiness.every((one) => one.ready) && containers.length > 0;
    return { ready, fallen: fallen ?? null, late };
  }
}

/** Half a stack is taken down again, unless it stood before. */
async function giveUp(
  project: string,
  before: readonly StackContainer[],
  message: string,
): Promise<CommandError> {
  if (before.length > 0) return new CommandError(`${message}\nWhat ran before was left as far as it stands.`);
  await dockerCompose(['down', '--remove-orphans', '--timeout', '5'], { project });
  return new CommandError(`${message}\nEverything was stopped again.`);
}

const NO_IMAGE =
  /pull access denied|manifest( for .*)? (unknown|not found)|failed to resolve|no such host|failed to do request|Error response from daemon: (Get |Head |No such image)/i;

/** What stood in the way: an image, a server with its last lines, or what Compose says. */
async function explain(
  { stack: { components, settings } }: LocalStack,
  stderr: string,
  fallen: StackContainer | null,
): Promise<string> {
  const lines = stderr.trim().split('\n');
  const pull = lines.find((line) => NO_IMAGE.test(line));
  if (fallen === null && pull !== undefined) {
    const image = components.find(({ name }) => pull.trim().startsWith(`${name} `))?.image;
    return (
      `an image cannot be had: ${image === undefined ? '' : `${image}: `}${pull.trim()}\nCheck the network and the name; ` +
      'images.registry names a mirror, images.overrides.NAME another image.'
    );
  }
  const now = await readContainers(settings.name);
  const broken =
    fallen ??
    now.find(
      ({ state, health, exitCode }) =>
        health === 'unhealthy' || state === 'restarting' || (state === 'exited' && exitCode !== 0),
    ) ??
    // Compose looked while it was down; now it is up again, and will not stay so.
    now.find(({ restarts }) => restarts > 0);
  if (broken === undefined) return `docker compose up failed:\n${lines.slice(-LINES_SHOWN).join('\n')}`;
  const { stdout, stderr: logged } = await dockerCompose(
    ['logs', '--no-log-prefix', '--tail', String(LINES_SHOWN), broken.service],
    { project: settings.name },
  );
  const last = (stdout.trim() || logged.trim()).replace(/^/gm, '  | ');
  const how = broken.restarts > 0 ? 'it ends again and again' : broken.health || broken.state;
  return `${broken.service} did not start (${how}). Its last lines:\n${last || '  (it wrote nothing)'}`;
}
