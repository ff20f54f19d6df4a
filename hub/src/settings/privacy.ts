import type { z } from 'zod';
import type { RetentionSettings } from '../privacy/retention.ts';
import { SettingsError, wholeNumber } from './values.ts';

const days = (what: string) =>
  wholeNumber(1, 3650)
    .optional()
    .describe(`Days that ${what} are kept, at most RETENTION_DAYS; unless given, as long as everything.`);

/** What is taken out before it is stored, and how long each kind of record is kept. */
export const privacyVariables = {
  OTEL_METRICS_RETENTION_HOURS: wholeNumber(1, 87_600)
    .default(24)
    .describe('Hours that samples of metrics are kept in the hub; whole days that are older go.'),
  OBSERVATORY_SPANS_DAYS: days('spans'),
  OBSERVATORY_EVENTS_DAYS: days('events'),
  OBSERVATORY_LOGS_DAYS: days('log lines, and evaluations with them,'),
  OBSERVATORY_SNAPSHOTS_DAYS: days('snapshots of the state of executions'),
};

/** Those of them that are secrets; each has a variable `…_FILE` beside it. */
export const privacySecrets = [] as const;

export interface PrivacySettings {
  readonly retention: RetentionSettings;
}

type Values = z.output<z.ZodObject<typeof privacyVariables>> & { readonly RETENTION_DAYS: number };

/** Throws a SettingsError where something is to be kept for longer than everything. */
export function privacySettings(values: Values): PrivacySettings {
  const own = (
    name:
      | 'OBSERVATORY_SPANS_DAYS'
      | 'OBSERVATORY_EVENTS_DAYS'
      | 'OBSERVATORY_LOGS_DAYS'
      | 'OBSERVATORY_SNAPSHOTS_DAYS',
  ): number | null => {
    const given = values[name];
    if (given !== undefined && given > values.RETENTION_DAYS)
      throw new SettingsError(
        `${name}: expected at most RETENTION_DAYS, ${values.RETENTION_DAYS}, got ${given}; raise RETENTION_DAYS, or lower it`,
      );
    return given ?? null;
  };
  return {
    retention: {
      days: values.RETENTION_DAYS,
      metricsHours: values.OTEL_METRICS_RETENTION_HOURS,
      spansDays: own('OBSERVATORY_SPANS_DAYS'),
      eventsDays: own('OBSERVATORY_EVENTS_DAYS'),
      logsDays: own('OBSERVATORY_LOGS_DAYS'),
      snapshotsDays: own('OBSERVATORY_SNAPSHOTS_DAYS'),
    },
  };
}
