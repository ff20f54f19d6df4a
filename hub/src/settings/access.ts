import type { z } from 'zod';
import { file, flag, key, wholeNumber } from './values.ts';

/** Who may do what. */
export const accessVariables = {
  ENABLE_AUTH: flag
    .default(true)
    .describe('Whether requests need a key or a session; false is for loopback alone.'),
  OBSERVABILITY_API_KEY: key('Another name of OBSERVATORY_API_KEY.'),
  OBSERVABILITY_API_KEY_FILE: file('OBSERVABILITY_API_KEY'),
  OBSERVATORY_INGEST_KEY: key('Key that may send telemetry and alerts, and nothing else.'),
  OBSERVATORY_INGEST_KEY_FILE: file('OBSERVATORY_INGEST_KEY'),
  OBSERVATORY_READ_KEY: key('Key that may read, and nothing else: for Prometheus and for scripts.'),
  OBSERVATORY_READ_KEY_FILE: file('OBSERVATORY_READ_KEY'),
  OBSERVATORY_SESSION_HOURS: wholeNumber(1, 24 * 365)
    .default(24 * 7)
    .describe('Hours after which a browser must sign in again.'),
  OBSERVATORY_SESSION_IDLE_HOURS: wholeNumber(1, 24 * 365)
    .default(24)
    .describe('Hours without a request after which it must, too.'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const accessSecrets = [
  'OBSERVABILITY_API_KEY',
  'OBSERVATORY_INGEST_KEY',
  'OBSERVATORY_READ_KEY',
] as const;

export interface AccessSettings {
  /** ENABLE_AUTH. */
  readonly isOn: boolean;
  /** Null: there is no such key. */
  readonly ingestKey: string | null;
  readonly readKey: string | null;
  /** How long a browser stays signed in, and how long without a request. */
  readonly sessionS: number;
  readonly sessionIdleS: number;
}

type Values = z.output<z.ZodObject<typeof accessVariables>>;

export function accessSettings(values: Values): AccessSettings {
  return {
    isOn: values.ENABLE_AUTH,
    ingestKey: values.OBSERVATORY_INGEST_KEY ?? null,
    readKey: values.OBSERVATORY_READ_KEY ?? null,
    sessionS: values.OBSERVATORY_SESSION_HOURS * 3600,
    sessionIdleS: values.OBSERVATORY_SESSION_IDLE_HOURS * 3600,
  };
}
