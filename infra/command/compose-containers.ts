import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sizeBytes } from '../settings/units.ts';

/** A container of a Compose project. */
export interface StackContainer {
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
  readonly memoryBytes: number | null;
}

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();

/** The containers of a project, whether they run or not. */
export async function readContainers({ project }: { readonly project: string }): Promise<StackContainer[]> {
  const ids = await docker(
    'ps',
    '-aq',
    '--no-trunc',
    '--filter',
    `label=com.docker.compose.project=${project}`,
  );
  if (ids === '') return [];
  const inspected: Inspected[] = JSON.parse(await docker('inspect', ...ids.split('\n')));
  const running = inspected.filter(({ State }) => State.Running).map(({ Id }) => Id);
  const memory = running.length === 0 ? new Map<string, number | null>() : await memoryOf(running);
  const services = inspected.map(({ Config }) => Config.Labels['com.docker.compose.service'] ?? '');
  return inspected
    .map(({ Id, Config, State, RestartCount }, index) => {
      const service = services[index] ?? '';
      const number = Config.Labels['com.docker.compose.container-number'] ?? '1';
      return {
        name: services.filter((one) => one === service).length > 1 ? `${service}-${number}` : service,
        service,
        state: State.Status,
        health: State.Health?.Status ?? '',
        startedAt: Date.parse(State.StartedAt) || null,
        restarts: RestartCount,
        exitCode: State.ExitCode,
        memoryBytes: memory.get(Id) ?? null,
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
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
}

async function memoryOf(ids: readonly string[]): Promise<Map<string, number | null>> {
  const lines = await docker(
    'stats',
    '--no-stream',
    '--no-trunc',
    '--format',
    '{{.ID}} {{.MemUsage}}',
    ...ids,
  );
  return new Map(
    lines.split('\n').map((line) => {
      const [id = '', used = ''] = line.split(' ');
      // Docker writes MiB where the settings write Mi.
      return [id, sizeBytes(used.replace(/B$/, ''))];
    }),
  );
}
