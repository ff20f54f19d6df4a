import type { z } from 'zod';
import { wholeNumber } from './values.ts';

/** What stands between the network and the routes: limits, origins, TLS. */
export const edgeVariables = {
  OBSERVATORY_RATE_LIMIT: wholeNumber(1, 1_000_000)
    .default(600)
    .describe('Requests a minute that one key may make.'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const edgeSecrets = [] as const;

export interface EdgeSettings {
  /** Requests a minute. */
  readonly rateLimit: number;
}

type Values = z.output<z.ZodObject<typeof edgeVariables>>;

export function edgeSettings(values: Values): EdgeSettings {
  return {
    rateLimit: values.OBSERVATORY_RATE_LIMIT,
  };
}
