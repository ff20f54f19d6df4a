import type { z } from 'zod';
import { file, key, ratio, SettingsError, server } from './values.ts';

/** Where the hub tells of itself. */
export const selfVariables = {
  OBSERVATORY_SELF_ENDPOINT: server.describe(
    'Where the hub sends spans, metrics and log lines about itself, as http://collector:4318; without it, nowhere (docs/hub-itself.md).',
  ),
  OBSERVATORY_SELF_KEY: key('Bearer token that it sends them with.'),
  OBSERVATORY_SELF_KEY_FILE: file('OBSERVATORY_SELF_KEY'),
  OBSERVATORY_SELF_RATIO: ratio
    .default(0.1)
    .describe('Share of its jobs and of stored requests that it tells; slow and failed ones always.'),
};

export const selfSecrets = ['OBSERVATORY_SELF_KEY'] as const;

export interface SelfSettings {
  /** Null: it tells nothing. */
  readonly endpoint: string | null;
  readonly key: string | null;
  readonly ratio: number;
}

/** Throws a SettingsError where a key would be sent nowhere. */
export function selfSettings(values: z.output<z.ZodObject<typeof selfVariables>>): SelfSettings {
  const { OBSERVATORY_SELF_ENDPOINT: endpoint = null, OBSERVATORY_SELF_KEY: given = null } = values;
  if (endpoint === null && given !== null)
    throw new SettingsError(
      'OBSERVATORY_SELF_KEY: expected OBSERVATORY_SELF_ENDPOINT with it; got the key alone',
    );
  return { endpoint, key: given, ratio: values.OBSERVATORY_SELF_RATIO };
}
