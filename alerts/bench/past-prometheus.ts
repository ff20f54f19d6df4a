import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverBinary } from '../../infra/install/cache.ts';
import { eventually } from '../../test/support/eventually.ts';
import { freePort } from '../../test/support/free-port.ts';

/** Values of one series, `step` seconds apart, from `PAST` on. */
export interface PastSeries {
  readonly name: string;
  readonly history: string;
  readonly step: number;
  readonly values: readonly number[];
}

/** When the past began: a Monday at midnight, seconds since 1970. */
export const PAST = Date.UTC(2025, 0, 6) / 1000;

/** A real Prometheus that has only this past, written with `promtool tsdb create-blocks-from openmetrics`. */
export async function startPast(series: readonly PastSeries[]) {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-past-'));
  const lines = [...Map.groupBy(series, ({ name }) => name)].flatMap(([name, all]) => [
    `# TYPE ${name} gauge`,
    ...all.flatMap(({ history, step, values }) =>
      values.map((value, index) => `${name}{history="${history}"} ${value} ${PAST + index * step}`),
    ),
  ]);
  writeFileSync(join(folder, 'past.om'), `${lines.join('\n')}\n# EOF\n`);
  writeFileSync(join(folder, 'prometheus.yml'), '{}');
  const data = join(folder, 'data');
  execFileSync(
    serverBinary('prometheus', 'promtool'),
    [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      '--max-block-duration=2400h',
      join(folder, 'past.om'),
      data,
    ],
    { stdio: 'ignore' },
  );
  const port = await freePort();
  const server = spawn(
    serverBinary('prometheus', 'prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('Prometheus is not ready');
  }, 60_000);
  return {
    /** What `promql` says of each history at each step of the past; absent moments are left out. */
    ask: async (promql: string, step: number, steps: number): Promise<Map<string, Map<number, number>>> => {
      const answer = await fetch(`${url}/api/v1/query_range`, {
        method: 'POST',
        body: new URLSearchParams({
          query: promql,
          start: String(PAST),
          end: String(PAST + (steps - 1) * step),
          step: String(step),
        }),
      });
      const { data: found, error } = (await answer.json()) as {
        data?: { result: { metric: { history?: string }; values: [number, string][] }[] };
        error?: string;
      };
      if (found === undefined) throw new Error(`${promql}: ${error}`);
      return new Map(
        found.result.map(({ metric, values }) => [
          metric.history ?? '',
          new Map(values.map(([time, value]) => [Math.round((time - PAST) / step), Number(value)])),
        ]),
      );
    },
    stop: () => {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
