import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { sendRecords } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** A PostgreSQL server that is not the hub's own (`DATABASE_URL`), ended in each way under load, and there again. */

/** How often in each way; `npm run test:soak` takes 10. */
const RESTARTS = Number(process.env.RESTARTS ?? 1);
/** What a busy hub may grow by: requests are refused while the database is away, not kept. */
const MOST_GROWN_MB = 150;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const dataDir = mkdtempSync(join(tmpdir(), 'observatory-faults-database-'));
let server: EmbeddedPostgres;
let hub: HubProcess;
let url: string;

beforeAll(async () => {
  // Its user, where this process is root, must be able to enter.
  chmodSync(dataDir, 0o755);
  // Starts again by itself when it ends, as a server that is restarted does.
  server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'server'), log: () => {} });
  hub = new HubProcess({
    PORT: String(await freePort()),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: join(dataDir, 'hub'),
    DATABASE_URL: `postgres://observatory@/observatory?host=${encodeURIComponent(server.connection.host)}`,
  });
  ({ url } = await hub.ready);
});
afterAll(async () => {
  await hub?.stop();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const ways = [
  ['restarted at once (-m fast)', 'SIGINT'],
  ['restarted without a checkpoint (-m immediate)', 'SIGQUIT'],
  ['killed (kill -9)', 'SIGKILL'],
] as const;

describe('a database server that is', () => {
  test.each(ways)(
    '%s under load: what was acknowledged is there once, streams go on',
    async (_, signal) => {
      const loads = [1, 2, 3].map(() => new AcknowledgedLoad(url, { everyMs: 5 }).start());
      const memory = new MemoryWatch(() => hub.child.pid);
      const stream = await SseClient.open(`${url}/api/observability/events/stream`);
      const seen = () => stream.messages.map(({ data }) => (data as { executionId: string }).executionId);
      let longestMs = 0;
      for (let count = 0; count < RESTARTS; count += 1) {
        await pause(500 + Math.random() * 1500);
        const before = server.pid;
        const endedMs = performance.now();
        process.kill(before ?? 0, signal);
        await eventually(() => expect(server.pid ?? before).not.toBe(before), 90_000);
        await eventually(async () => expect((await ask({ url }, '/ready')).status).toBe(200), 90_000);
        longestMs = Math.max(longestMs, performance.now() - endedMs);
      }
      await pause(1000);
      await Promise.all(loads.map((load) => load.stop()));
      const run = new AgentRun({ name: 'after' });
      // Again where a busy hub asks for that.
      await eventually(() => sendRecords({ url }, [run.start()]), 90_000, 500);
      await eventually(() => expect(seen()).toContain(run.id));
      expect(stream.isClosed).toBe(false);
      stream.close();
      expect(hub.child.exitCode).toBeNull();
      const resent = loads.reduce((sum, load) => sum + load.resent, 0);
      const acknowledged = loads.reduce((sum, load) => sum + load.traces.size, 0);
      memory.stop();
      console.log(
        `${signal} × ${RESTARTS}: ${acknowledged} runs acknowledged, ${resent} requests sent again, ready after ${Math.round(longestMs)} ms at most, the hub held ${memory.startMb} to ${memory.peakMb} MB`,
      );
      expect(resent, 'the fault hit the load').toBeGreaterThan(0);
      expect(await shortfallOf(server.connection, loads)).toEqual(nothingShort);
      expect(memory.grownMb).toBeLessThan(MOST_GROWN_MB);
    },
    240_000 + RESTARTS * 60_000,
  );
});
