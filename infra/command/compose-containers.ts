import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sizeBytes } from '../settings/units.ts';

/** A container of a Compose project. */
export interface StackContainer {
  readonly id: string;
  /** Such as `collector` or, where there are several, `collector-2`. */
  readonly name: string;
  readonly service: string;
  readonly state: string;
  /** Empty where it has no health check. */
  readonly health: string;
  /** ms since the epoch. */
  readonly startedAt: number | null;
  readonly restarts: number;
  readonly exitCode: number;
  /** Ports of this machine that lead to it now. */
  readonly ports: readonly number[];
}

const MAX_OUTPUT = 64 * 2 ** 20;
const docker = async (...args: string[]) =>
  (await promisify(execFile)('docker', args, { maxBuffer: MAX_OUTPUT })).stdout.trim();

/** The containers of a project, whether they run or not. */
export async function readContainers(project: string): Promise<StackContainer[]> {
  const ids = await docker(
    'ps',
    '-aq',
    '--no-trunc',
    '--filter',
    `label=com.docker.compose.project=${project}`,
  );
  if (ids === '') return [];
  const inspected = await inspect(ids.split('\n'));
  const services = inspected.map(({ Config }) => Config.Labels['com.docker.compose.service'] ?? '');
  return inspected
    .map(({ Id, Config, State, RestartCount, NetworkSettings }, index) => {
      const service = services[index] ?? '';
      const number = Config.Labels['com.docker.compose.container-number'] ?? '1';
      return {
        id: Id,
        name: services.filter((one) => one === service).length > 1 ? `${service}-${number}` : service,
        service,
        state: State.Status,
        health: State.Health?.Status ?? '',
        startedAt: Date.parse(State.StartedAt) || null,
        restarts: RestartCount,
        exitCode: State.ExitCode,
        ports: Object.values(NetworkSettings.Ports ?? {}).flatMap((bound) =>
          (bound ?? []).map(({ HostPort }) => Number(HostPort)),
        ),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

interface Inspected {
  readonly Id: string;
  readonly RestartCount: number;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> | null;
  };
}

/** What Docker says of containers; those that went since they were listed are left out. */
async function inspect(ids: readonly string[]): Promise<Inspected[]> {
  const text = await docker('inspect', ...ids).catch((error: { stdout?: string }) => {
    if (error.stdout?.trimStart().startsWith('[')) return error.stdout;
    throw error;
  });
  return JSON.parse(text);
}

/** Memory of each running container by its id, in bytes. Docker takes two seconds to tell. */
export async function memoryOf(containers: readonly StackContainer[]): Promise<Map<string, number | null>> {
  const running = containers.filter(({ state }) => state === 'running').map(({ id }) => id);
  if (running.length === 0) return new Map();
  const lines = await docker(
    'stats',
    '--no-stream',
    '--no-trunc',
    '--format',
    '{{.ID}} {{.MemUsage}}',
    ...running,
  );
  return new Map(
    lines.split('\n').map((line) => {
      const [id = '', used = ''] = line.split(' ');
      // Docker writes MiB where the settings write Mi.
      return [id, sizeBytes(used.replace(/B$/, ''))];
    }),
  );
}
