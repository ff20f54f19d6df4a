import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { decode } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { agentRequests } from './agent-spans.ts';
import { medianOf, quantileOf } from './figures.ts';

/**
 * Two hubs, one with an encryption key, in turns: spans a second that are acknowledged after commit, and how long one execution
 * takes to read. Run it on an idle machine; a ratio is of one round, so that what else runs there counts for both.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const REQUESTS = Number(process.env.REQUESTS ?? 30);
const SPANS = 512;
const SENDERS = 2;
const READS = 100;

const folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
const keyFile = join(folder, 'keys');
writeFileSync(keyFile, `bench:${randomBytes(32).toString('base64')}\n`);
const folders = [folder];
const start = (env: Record<string, string>) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
  folders.push(dataDir);
  return new HubProcess(
    {
      PORT: '0',
      OBSERVATORY_OTLP_HTTP_PORT: 'off',
      OBSERVATORY_OTLP_GRPC_PORT: 'off',
      OBSERVATORY_DATA_DIR: dataDir,
      ...env,
    },
    process.env.BUILT ? hubProgram.built : hubProgram.source,
  );
};
const hubs = {
  plain: start({}),
  sealed: start({ OBSERVATORY_ENCRYPTION_KEY_FILE: keyFile }),
};
const kinds = ['plain', 'sealed'] as const;
type Figures = Record<(typeof kinds)[number], number[]>;

try {
  const ingest: Figures = { plain: [], sealed: [] };
  const reads: Figures = { plain: [], sealed: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Whoever is first meets a busier machine or an idler one.
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const { url } = await hubs[kind].ready;
      const bodies = agentRequests(REQUESTS, SPANS);
      const rate = await rateOf(url, bodies);
      const id = executionIn(bodies[0]);
      await untilFolded(url, id);
      const times = await readTimes(`${url}/api/v1/executions/${id}`);
      if (round === 0) continue; // warm-up
      ingest[kind].push(rate);
      reads[kind].push(medianOf(times));
      console.log(
        `  round ${round} ${kind}: ${Math.round(rate)} spans/s; read p50 ${medianOf(times).toFixed(2)} ms, p99 ${quantileOf(times, 0.99).toFixed(2)} ms`,
      );
    }
  }
  const ratio = (figures: Figures) =>
    medianOf(figures.sealed.map((figure, at) => figure / (figures.plain[at] ?? Number.NaN)));
  console.log(
    [
      `content encrypted, beside content as it comes (median of ${ROUNDS} rounds)`,
      `  ingest    ${Math.round(medianOf(ingest.sealed))} and ${Math.round(medianOf(ingest.plain))} spans a second, ratio ${ratio(ingest).toFixed(2)}   (target: at least 0.80)`,
      `  one read  ${medianOf(reads.sealed).toFixed(2)} and ${medianOf(reads.plain).toFixed(2)} ms, ratio ${ratio(reads).toFixed(2)}`,
    ].join('\n'),
  );
} finally {
  await Promise.all(kinds.map((kind) => hubs[kind].stop()));
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}

async function rateOf(url: string, bodies: readonly Uint8Array[]): Promise<number> {
  const startedMs = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (next < bodies.length) {
        const body = bodies[next] ?? new Uint8Array();
        next += 1;
        await post(url, body);
      }
    }),
  );
  return (bodies.length * SPANS * 1000) / (performance.now() - startedMs);
}

async function post(url: string, body: Uint8Array): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf' };
  const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body: Buffer.from(body) });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the hub answered ${answer.status}`);
}

function executionIn(body: Uint8Array | undefined): string {
  const decoded = decode('traces', 'protobuf', Buffer.from(body ?? []), defaultOtlpLimits);
  const root =
    decoded.signal === 'traces' && decoded.records.find(({ parentSpanId }) => parentSpanId === null);
  if (!root) throw new Error('no run in the request');
  return root.traceId + root.spanId;
}

async function untilFolded(url: string, id: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/executions?query=id:${id}`);
    const { executions } = (await answer.json()) as { executions: readonly unknown[] };
    if (executions.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Folding of the others goes on; reads of both hubs meet it alike.
}

async function readTimes(url: string): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < READS; at += 1) {
    const startedMs = performance.now();
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the hub answered ${answer.status}`);
    times.push(performance.now() - startedMs);
  }
  return times;
}
