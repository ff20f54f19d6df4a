import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentRequests } from '../../hub/bench/agent-spans.ts';
import { LOAD_SERVICE } from '../../test/support/acknowledged-load.ts';
import { promQuery } from '../../test/support/backends.ts';
import { eventually } from '../../test/support/eventually.ts';
import { logsBody, metricsBody, nanos } from '../../test/support/otlp-json.ts';
import { ProcessStack } from '../../test/support/process-stack.ts';
import { newSpanId, newTraceId } from '../../test/support/send.ts';
import { memoryOf } from '../targets/process/memory.ts';

/**
 * What one record takes in each store, measured on the real servers: the figures of `infra/capacity/measured.ts`.
 * SPANS, LINES and SERIES change how much is sent.
 */
const SPANS = Number(process.env.SPANS ?? 100_000);
const LINES = Number(process.env.LINES ?? 100_000);
const SERIES = Number(process.env.SERIES ?? 20_000);
const SPANS_OF_REQUEST = 512;

const stack = await ProcessStack.prepare();
const data = (server: string) => join(stack.folder, '.observatory/process/data', server);
const diskOf = (server: string) =>
  Number(execFileSync('du', ['-sk', data(server)], { encoding: 'utf8' }).split('\t')[0]) * 1024;
const servers = ['jaeger', 'hub', 'loki', 'prometheus'] as const;
const say = (line: string) => process.stdout.write(`${line}\n`);

async function post(path: string, body: Uint8Array | object): Promise<void> {
  const binary = body instanceof Uint8Array;
  for (;;) {
    const response = await fetch(stack.url('otlpHttp') + path, {
      method: 'POST',
      headers: { 'content-type': binary ? 'application/x-protobuf' : 'application/json' },
      body: binary ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status === 200) return;
    if (response.status !== 503 && response.status !== 429)
      throw new Error(`${path}: ${response.status} ${text}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Seconds of CPU that a server has used. */
function cpuSeconds(server: string): number {
  return stack.server(server).processes.reduce((sum, { pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

const drained = () =>
  eventually(
    async () => {
      const sizes = await promQuery(stack, 'sum(otelcol_exporter_queue_size)');
      if ((sizes[0]?.value ?? 1) > 0) throw new Error('the queues are not empty yet');
    },
    600_000,
    1000,
  );

/** The disk that the servers take when they are stopped, so that everything is written. */
async function diskAtRest(): Promise<Record<string, number>> {
  await stack.run('down');
  return Object.fromEntries(servers.map((server) => [server, diskOf(server)]));
}

try {
  await stack.up();
  const empty = await diskAtRest();
  await stack.up();

  const bodies = agentRequests(Math.ceil(SPANS / SPANS_OF_REQUEST), SPANS_OF_REQUEST);
  const sent = bodies.length * SPANS_OF_REQUEST;
  const cpuBefore = cpuSeconds('collector');
  const startedMs = performance.now();
  for (const body of bodies) await post('/v1/traces', body);
  const acceptedS = (performance.now() - startedMs) / 1000;
  await drained();
  const collectorS = cpuSeconds('collector') - cpuBefore;
  say(
    `${sent} spans: accepted in ${acceptedS.toFixed(1)} s, in all stores after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  say(`collector: ${Math.round(sent / collectorS)} spans per second of one core`);

  const now = Date.now();
  for (let made = 0; made < LINES; made += 1000) {
    const records = Array.from({ length: 1000 }, (_, index) => ({
      timeMs: now - 60_000 + Math.floor(((made + index) * 60_000) / LINES),
      body: `tool ${['search', 'read', 'write'][index % 3]} answered in ${(index * 37) % 900} ms for order ${made + index}`,
      traceId: newTraceId(),
      spanId: newSpanId(),
      attributes: {
        operation: 'execute_tool',
        duration: (index * 37) % 900,
        'gen_ai.agent.name': `agent-${index % 20}`,
      },
    }));
    await post('/v1/logs', logsBody(LOAD_SERVICE, records));
  }
  await drained();

  const memoryBefore = memoryOf(stack.server('prometheus').processes) ?? 0;
  for (let made = 0; made < SERIES; made += 1000) {
    const point = { startTimeUnixNano: nanos(now - 1000), timeUnixNano: nanos(Date.now()), asInt: '1' };
    const dataPoints = Array.from({ length: 1000 }, (_, index) => ({
      ...point,
      attributes: [{ key: 'part', value: { stringValue: `part-${made + index}` } }],
    }));
    await post(
      '/v1/metrics',
      metricsBody(LOAD_SERVICE, [
        { name: 'load.parts', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } },
      ]),
    );
  }
  await drained();
  const memoryAfter = memoryOf(stack.server('prometheus').processes) ?? 0;
  say(`Prometheus: ${Math.round((memoryAfter - memoryBefore) / SERIES)} bytes of memory per series`);

  const full = await diskAtRest();
  const per = (server: string, count: number) => ((full[server] ?? 0) - (empty[server] ?? 0)) / count;
  say(`Jaeger: ${Math.round(per('jaeger', sent))} bytes of disk per span`);
  say(`hub: ${Math.round(per('hub', sent))} bytes of disk per span`);
  say(`Loki: ${Math.round(per('loki', LINES))} bytes of disk per line`);
} finally {
  await stack.remove();
}
