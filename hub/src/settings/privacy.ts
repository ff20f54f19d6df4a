import type { z } from 'zod';
import { wholeNumber } from './values.ts';

/** What is taken out before it is stored, and how long each kind of record is kept. */
export const privacyVariables = {
  OTEL_METRICS_RETENTION_HOURS: wholeNumber(1, 87_600)
    .default(24)
    .describe('Hours that samples of metrics are kept in the hub.'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const privacySecrets = [] as const;

export interface PrivacySettings {
  readonly metricsRetentionHours: number;
}

type Values = z.output<z.ZodObject<typeof privacyVariables>>;

export function privacySettings(values: Values): PrivacySettings {
  return {
    metricsRetentionHours: values.OTEL_METRICS_RETENTION_HOURS,
  };
}
