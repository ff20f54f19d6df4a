import type { z } from 'zod';
import { file, flag, key } from './values.ts';

/** Who may do what. */
export const accessVariables = {
  ENABLE_AUTH: flag
    .default(true)
    .describe('Whether requests need a key or a session; false is for loopback alone.'),
  OBSERVATORY_INGEST_KEY: key('Key that may send telemetry and alerts, and nothing else.'),
  OBSERVATORY_INGEST_KEY_FILE: file('OBSERVATORY_INGEST_KEY'),
  OBSERVATORY_READ_KEY: key('Key that may read, and nothing else: for Prometheus and for scripts.'),
  OBSERVATORY_READ_KEY_FILE: file('OBSERVATORY_READ_KEY'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const accessSecrets = ['OBSERVATORY_INGEST_KEY', 'OBSERVATORY_READ_KEY'] as const;

export interface AccessSettings {
  /** ENABLE_AUTH. */
  readonly isOn: boolean;
  /** Null: there is no such key. */
  readonly ingestKey: string | null;
  readonly readKey: string | null;
}

type Values = z.output<z.ZodObject<typeof accessVariables>>;

export function accessSettings(values: Values): AccessSettings {
  return {
    isOn: values.ENABLE_AUTH,
    ingestKey: values.OBSERVATORY_INGEST_KEY ?? null,
    readKey: values.OBSERVATORY_READ_KEY ?? null,
  };
}
