import { rmSync } from 'node:fs';
import { type Hub, type HubOptions, readSettings, startHub } from '@observatory/hub';
import pino from 'pino';
import { newDataDir } from './new-data-dir.ts';

export interface TestHub extends Hub {
  readonly dataDir: string;
  /** Restarts on the same data, as after a deployment. */
  restart(env?: Record<string, string>): Promise<TestHub>;
  /** Stops the hub and removes its data. */
  remove(): Promise<void>;
}

interface TestHubOptions
  extends Partial<
    Pick<
      HubOptions,
      | 'notificationTimes'
      | 'pageDir'
      | 'runbookDir'
      | 'healthWatch'
      | 'rulesEveryMs'
      | 'sealing'
      | 'tlsEveryMs'
      | 'patience'
      | 'erasures'
      | 'liveBeatMs'
      | 'pollMs'
    >
  > {
  /** Gets what the hub says from warnings on, a line of JSON each. */
  readonly log?: (line: string) => void;
}

/** A hub on its embedded database in a folder of its own, on free ports, in this process. */
export async function startTestHub(
  env: Record<string, string> = {},
  folder?: string,
  { log, ...options }: TestHubOptions = {},
): Promise<TestHub> {
  const dataDir = folder ?? newDataDir({ isEmpty: env.DATABASE_URL !== undefined });
  const settings = readSettings(
    {
      PORT: '0',
      OBSERVATORY_OTLP_HTTP_PORT: '0',
      OBSERVATORY_OTLP_GRPC_PORT: '0',
      OBSERVATORY_DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      // What a test does in the process of its hub would count as its load.
      OBSERVATORY_LOAD_SHEDDING: 'false',
      // Without a key whoever is on this machine is let in.
      ENABLE_AUTH: env.OBSERVATORY_API_KEY ? 'true' : 'false',
      ...env,
    },
    dataDir,
  );
  const hub = await startHub({
    settings,
    log: log ? pino({ level: 'warn' }, { write: log }) : pino({ level: settings.logLevel }),
    version: 'test',
    pageDir: null,
    // Rules that every project has would add alerts to what a test counts, if it takes long enough.
    rulesEveryMs: 3_600_000,
    ...options,
  });
  return {
    ...hub,
    dataDir,
    async restart(changed = {}) {
      await hub.close();
      return startTestHub({ ...env, ...changed }, dataDir, { ...(log && { log }), ...options });
    },
    async remove() {
      await hub.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
