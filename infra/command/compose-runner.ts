import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from '../stack/component.ts';
import { composeArtifacts } from '../targets/compose/artifacts.ts';
import { ask } from '../targets/process/ask.ts';
import { whyNoDocker } from './choose-target.ts';
import { CommandError } from './command-error.ts';
import { readContainers, type StackContainer } from './compose-containers.ts';
import { dockerCompose } from './docker-compose.ts';
import type { LocalStack, Runner, ServerStatus, UpOptions, UpResult } from './runner.ts';
import { ensureSecrets } from './secrets-store.ts';
import { urlOf } from './server-url.ts';
import { refusePortsInUse, wantedPorts } from './wanted-ports.ts';

const root = resolve(import.meta.dirname, '../..');
const ASK_MS = 2000;
const LOOK_MS = 500;
const LINES_SHOWN = 15;

/** The stack in containers of this machine's Docker, by the rendered Compose file. */
export function composeRunner(local: LocalStack, dist: string): Runner {
  const { stack, folder } = local;
  const call = {
    file: join(dist, 'compose.yaml'),
    project: stack.settings.name,
    env: { OBSERVATORY_SECRETS: join(folder, 'secrets'), OBSERVATORY_SOURCE: root },
  };
  const containers = () => readContainers(call);
  return {
    target: 'compose',
    secretsIn: folder,
    async up(options) {
      await refuseWithoutDocker();
      return composeUp(local, dist, call, containers, options);
    },
    async down({ volumes, say }) {
      await refuseWithoutDocker();
      const ran = (await containers()).length > 0;
      render(stack, dist);
      const { code, stderr } = await dockerCompose(
        ['down', '--remove-orphans', ...(volumes ? ['--volumes'] : [])],
        { ...call, onLine: (line) => say(`  ${line.trim()}`) },
      );
      if (code !== 0) throw new CommandError(`docker compose down failed:\n${stderr.trim()}`);
      return ran;
    },
    async status() {
      await refuseWithoutDocker();
      const found = await containers();
      return found.length === 0 ? null : Promise.all(found.map((one) => statusOf(one, stack.components)));
    },
    async logs({ server, lines, follow, signal }) {
      await refuseWithoutDocker();
      const names = [...new Set((await containers()).map(({ service }) => service))];
      if (server !== null && !names.includes(server)) {
        throw new CommandError(
          names.length === 0
            ? 'there are no logs: nothing runs in Docker.'
            : `logs: expected one of ${names.join(', ')}; got ${JSON.stringify(server)}`,
        );
      }
      const args = [
        'logs',
        '--tail',
        String(lines),
        ...(follow ? ['-f'] : []),
        ...(server === null ? [] : [server]),
      ];
      await dockerCompose(args, { ...call, inherit: true, signal });
    },
  };
}

async function refuseWithoutDocker(): Promise<void> {
  const why = await whyNoDocker();
  if (why !== null) {
    throw new CommandError(
      `Docker does not answer: ${why}. Mend that, or run the stack without it: observatory up --target process.`,
    );
  }
}

/** Writes the Compose file and the configuration beside it. */
function render(stack: LocalStack['stack'], dist: string): void {
  rmSync(join(dist, 'config'), { recursive: true, force: true });
  for (const { path, content } of composeArtifacts(stack)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), content);
  }
}

async function composeUp(
  { stack, folder, base }: LocalStack,
  dist: string,
  call: Parameters<typeof dockerCompose>[1],
  containers: () => Promise<StackContainer[]>,
  { say, signal, onStart }: UpOptions,
): Promise<UpResult> {
  const startedMs = performance.now();
  const before = await containers();
  if (before.length === 0) await refusePortsInUse(wantedPorts(stack.settings, stack.components, 'published'));
  const { values, made } = await ensureSecrets(stack.secrets, folder, { base, mode: 0o444 });
  render(stack, dist);
  onStart();
  // Half a stack is taken down again, unless it stood before.
  const giveUp = async (message: string) => {
    if (before.length === 0) await dockerCompose(['down', '--remove-orphans'], call);
    return new CommandError(
      `${message}\n${before.length === 0 ? 'Everything was stopped again.' : ''}`.trim(),
    );
  };
  const { code, stderr } = await dockerCompose(
    ['--progress', 'plain', 'up', '-d', '--wait', '--remove-orphans'],
    {
      ...call,
      signal,
      onLine: (line) => say(`  ${line.trim()}`),
    },
  );
  if (signal.aborted) throw await giveUp('stopped.');
  if (code !== 0) throw await giveUp(await explain(stderr, stack.components, containers, call));
  await answerFromOutside(stack.components, say, signal);
  if (signal.aborted) throw await giveUp('stopped.');
  return {
    components: stack.components,
    seconds: (performance.now() - startedMs) / 1000,
    made,
    secrets: values,
    changed: true,
  };
}

/** Servers whose image cannot ask itself are asked from outside. */
async function answerFromOutside(
  components: readonly Component[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedMs = performance.now();
  for (const { name, probes, ports } of components) {
    const port = ports.find((one) => one.name === probes.ready.port)?.published ?? null;
    if (probes.command !== null || port === null) continue;
    const question = { port, path: 'path' in probes.ready ? probes.ready.path : null };
    for (;;) {
      const why = await ask(question, ASK_MS);
      if (why === null || signal.aborted) break;
      if (performance.now() - startedMs > probes.startS * 1000)
        throw new CommandError(
          `${name} is not ready within ${probes.startS} s: ${why}. See: observatory logs ${name}`,
        );
      await sleep(LOOK_MS);
    }
    say(`  ${name} answers  ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  }
}

async function explain(
  stderr: string,
  components: readonly Component[],
  containers: () => Promise<StackContainer[]>,
  call: Parameters<typeof dockerCompose>[1],
): Promise<string> {
  const lines = stderr.trim().split('\n');
  const pull = lines.find((line) =>
    /pull access denied|manifest( for .*)? (unknown|not found)|failed to resolve|no such host|Error response from daemon: Get /i.test(
      line,
    ),
  );
  if (pull !== undefined) {
    const image = components.find(({ name }) => pull.trim().startsWith(`${name} `))?.image;
    return (
      `an image cannot be had: ${image === undefined ? '' : `${image}: `}${pull.trim()}\nCheck the network and the name; images.registry names a mirror, ` +
      'images.overrides.NAME another image.'
    );
  }
  const fallen = (await containers()).find(
    ({ state, health, exitCode }) =>
      health === 'unhealthy' || state === 'restarting' || (state === 'exited' && exitCode !== 0),
  );
  const tail = lines.slice(-LINES_SHOWN).join('\n');
  if (fallen === undefined) return `docker compose up failed:\n${tail}`;
  const { stdout } = await dockerCompose(
    ['logs', '--no-log-prefix', '--tail', String(LINES_SHOWN), fallen.service],
    call,
  );
  return `${fallen.service} did not start (${fallen.health || fallen.state}). Its last lines:\n${stdout.trimEnd().replace(/^/gm, '  | ')}`;
}

async function statusOf(container: StackContainer, components: readonly Component[]): Promise<ServerStatus> {
  const { name, service, state, health, startedAt, restarts, memoryBytes, exitCode } = container;
  const component = components.find((one) => one.name === service);
  const port = component?.ports.find((one) => one.name === component.probes.ready.port)?.published ?? null;
  const asked = component !== undefined && health === '' && port !== null;
  const path =
    component !== undefined && 'path' in component.probes.ready ? component.probes.ready.path : null;
  const why = asked && state === 'running' ? await ask({ port, path }, ASK_MS) : null;
  const done = state === 'exited' && exitCode === 0;
  const ready = done || (state === 'running' && (health === '' || health === 'healthy') && why === null);
  return {
    name,
    state: done ? 'done' : ready ? 'ready' : health || state,
    ready,
    uptimeS: state === 'running' && startedAt !== null ? Math.round((Date.now() - startedAt) / 1000) : null,
    restarts,
    url: component === undefined ? null : urlOf(component),
    memoryBytes,
    note: why ?? (state === 'exited' && !done ? `ended (code ${exitCode})` : null),
  };
}
