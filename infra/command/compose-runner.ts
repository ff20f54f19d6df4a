import type { Stack } from '../stack/stack.ts';
import { whyNoDocker } from './choose-target.ts';
import { CommandError } from './command-error.ts';
import { memoryOf, readContainers, type StackContainer } from './compose-containers.ts';
import { readinessOf } from './compose-readiness.ts';
import { composeUp } from './compose-up.ts';
import { dockerCompose } from './docker-compose.ts';
import type { LocalStack, Runner, ServerStatus } from './runner.ts';
import { urlOf } from './server-url.ts';

/** The stack in containers of this machine's Docker, by the Compose file that is rendered to `dist/compose`. */
export function composeRunner(local: LocalStack, dist: string): Runner {
  const { stack, folder } = local;
  const project = stack.settings.name;
  return {
    target: 'compose',
    secretsIn: folder,
    address: stack.settings.ports.host,
    async up(options) {
      await refuseWithoutDocker();
      return composeUp(local, dist, options);
    },
    // By labels, not by the file: the settings may be others than those that it was started with.
    async down({ volumes, say }) {
      await refuseWithoutDocker();
      const ran = (await readContainers(project)).length > 0;
      const { code, stderr } = await dockerCompose(
        ['--progress', 'plain', 'down', '--remove-orphans', ...(volumes ? ['--volumes'] : [])],
        {
          project,
          onLine: (line) => {
            if (/ (Removed|Stopped) *$/.test(line)) say(`  ${line.trim()}`);
          },
        },
      );
      if (code !== 0) throw new CommandError(`docker compose down failed:\n${stderr.trim()}`);
      return ran;
    },
    async status() {
      await refuseWithoutDocker();
      const found = await readContainers(project);
      if (found.length === 0) return null;
      const memory = await memoryOf(found);
      return Promise.all(found.map((one) => statusOf(one, stack, memory.get(one.id) ?? null)));
    },
    async logs({ server, lines, follow, signal }) {
      await refuseWithoutDocker();
      const names = [...new Set((await readContainers(project)).map(({ service }) => service))];
      if (names.length === 0) throw new CommandError('there are no logs: nothing runs in Docker.');
      if (server !== null && !names.includes(server)) {
        throw new CommandError(`logs: expected one of ${names.join(', ')}; got ${JSON.stringify(server)}`);
      }
      const args = [
        'logs',
        '--tail',
        String(lines),
        ...(follow ? ['-f'] : []),
        ...(server === null ? [] : [server]),
      ];
      await dockerCompose(args, { project, inherit: true, signal });
    },
  };
}

async function refuseWithoutDocker(): Promise<void> {
  const why = await whyNoDocker();
  if (why !== null) {
    throw new CommandError(
      `Docker does not answer: ${why.replace(/[.?!]+$/, '')}. Mend that, or run the stack without it: observatory up --target process.`,
    );
  }
}

async function statusOf(
  container: StackContainer,
  stack: Stack,
  memoryBytes: number | null,
): Promise<ServerStatus> {
  const { name, service, state, health, startedAt, restarts } = container;
  const component = stack.components.find((one) => one.name === service);
  const { ready, done, why } = await readinessOf(container, stack);
  return {
    name,
    state: done
      ? 'done'
      : ready
        ? 'ready'
        : why !== null && state === 'running'
          ? 'starting'
          : health || state,
    ready,
    uptimeS: state === 'running' && startedAt !== null ? Math.round((Date.now() - startedAt) / 1000) : null,
    restarts,
    url: component === undefined ? null : urlOf(component, stack.settings.ports.host),
    ports: Object.fromEntries(
      (component?.ports ?? []).flatMap((port) =>
        port.published === null ? [] : [[port.name, port.published]],
      ),
    ),
    memoryBytes,
    note: why,
  };
}
