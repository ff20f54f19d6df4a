import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { HubProcess } from '../../test/support/hub-process.ts';
import { decode } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { hubDatabase, hubRole } from '../src/postgres/create-cluster.ts';
import { loadPriceTable } from '../src/prices/load-price-table.ts';
import { Keyring } from '../src/sealing/sealing.ts';
import { batchOf } from '../src/store/rows.ts';
import { SourceIds } from '../src/store/source-ids.ts';
import { spanTable } from '../src/store/tables.ts';
import { agentRequests } from './agent-spans.ts';

export interface Amount {
  readonly requests: number;
  /** Of one request. */
  readonly spans: number;
  readonly senders: number;
}

/** Spans a second. */
export interface Rates {
  /** Acknowledged by the hub, after commit. */
  readonly hub: number;
  /** By COPY of the same rows, each request committed by itself. */
  readonly copy: number;
  /** Stored and folded into executions. */
  readonly folded: number;
}

/** Holds the hub to the first core and this process to the second, where there are two: PostgreSQL may use both. */
export function holdToCores(hub: HubProcess): void {
  if (availableParallelism() < 2 || process.platform !== 'linux') return;
  for (const [pid, core] of [
    [hub.child.pid, '0'],
    [process.pid, '1'],
  ])
    execFileSync('taskset', ['-apc', String(core), String(pid)], { stdio: 'ignore' });
}

/** Sends spans to a hub and copies the same rows into the same table of its server, in turns. */
export class IngestRounds {
  readonly #amount: Amount;
  readonly #url: string;
  readonly #copiers: readonly pg.Client[];
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(amount: Amount, url: string, copiers: readonly pg.Client[]) {
    this.#amount = amount;
    this.#url = url;
    this.#copiers = copiers;
  }

  /** `folder` is the hub's data, whose server is asked by its socket. */
  static async connect(hub: HubProcess, folder: string, amount: Amount): Promise<IngestRounds> {
    const copiers = Array.from(
      { length: amount.senders },
      () =>
        new pg.Client({
          host: join(folder, 'socket'),
          user: hubRole,
          database: hubDatabase,
          options: '-c TimeZone=UTC',
        }),
    );
    for (const copier of copiers) await copier.connect();
    return new IngestRounds(amount, (await hub.ready).url, copiers);
  }

  async round(): Promise<Rates> {
    const { requests, spans } = this.#amount;
    const lines = agentRequests(requests, spans).map(linesOf);
    const copy = await this.#rate((sender, at) => copyLines(this.#copiers[sender], lines[at] ?? []));
    const bodies = agentRequests(requests, spans);
    const startedMs = performance.now();
    const hub = await this.#rate((_sender, at) => this.#send(bodies[at] ?? new Uint8Array()));
    for (;;) {
      const queued = await this.#copiers[0]?.query('SELECT count(*)::int AS n FROM fold_queue');
      if (queued?.rows[0]?.n === 0) break;
      await pause(20);
    }
    return { hub, copy, folded: (requests * spans * 1000) / (performance.now() - startedMs) };
  }

  async end(): Promise<void> {
    this.#agent.destroy();
    for (const copier of this.#copiers) await copier.end();
  }

  async #rate(send: (sender: number, at: number) => Promise<void>): Promise<number> {
    const { requests, spans, senders } = this.#amount;
    const startedMs = performance.now();
    let next = 0;
    await Promise.all(
      Array.from({ length: senders }, async (_, sender) => {
        while (next < requests) {
          const at = next;
          next += 1;
          await send(sender, at);
        }
      }),
    );
    return (requests * spans * 1000) / (performance.now() - startedMs);
  }

  /** Again where the hub has too much to do, which counts into its time. */
  async #send(body: Uint8Array): Promise<void> {
    while ((await this.#post(body)) === 503) await pause(50);
  }

  #post(body: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.#url}/v1/traces`,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length },
        },
        (response) => {
          response.resume();
          response.on('end', () =>
            response.statusCode === 200 || response.statusCode === 503
              ? resolve(response.statusCode)
              : reject(new Error(`the hub answered ${response.statusCode}`)),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function linesOf(body: Uint8Array): string[] {
  const decoded = decode('traces', 'protobuf', Buffer.from(body), defaultOtlpLimits);
  const context = { sources: new SourceIds(), prices: loadPriceTable(), sealing: new Keyring() };
  return batchOf('default', decoded, context).batch.spans;
}

async function copyLines(client: pg.Client | undefined, lines: readonly string[]): Promise<void> {
  if (!client) throw new Error('no connection');
  const stream = client.query(copyFrom(`COPY ${spanTable.name} (${spanTable.columns}) FROM STDIN`));
  stream.end(`${lines.join('\n')}\n`);
  await once(stream, 'finish');
}
