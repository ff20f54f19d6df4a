import type { z } from 'zod';
import { flag, wholeNumber } from './values.ts';

/** How a hub stops, and what it refuses before it falls behind. */
export const lifeCycleVariables = {
  OBSERVATORY_DRAIN_S: wholeNumber(0, 300)
    .default(0)
    .describe(
      'Seconds for which a hub that was told to stop goes on serving while /ready answers 503, so that load balancers send requests to others first.',
    ),
  OBSERVATORY_LOAD_SHEDDING: flag
    .default(true)
    .describe('Whether a hub under pressure refuses reads, analyses and searches first, before telemetry.'),
};

export interface LifeCycleSettings {
  readonly drainS: number;
  readonly shedding: boolean;
}

type Values = z.output<z.ZodObject<typeof lifeCycleVariables>>;

export function lifeCycleSettings(values: Values): LifeCycleSettings {
  return { drainS: values.OBSERVATORY_DRAIN_S, shedding: values.OBSERVATORY_LOAD_SHEDDING };
}
