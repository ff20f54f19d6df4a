/** What is kept of one kind of record: the tables that go together, and how long. */
export interface KeptKind {
  readonly kind: RetentionKind;
  /** Tables with a partition a day. */
  readonly tables: readonly string[];
  /** Setting that says how long. */
  readonly setting: string;
  readonly hours: number;
}

export const retentionKinds = [
  'executions',
  'spans',
  'events',
  'logs',
  'snapshots',
  'metric_samples',
  'figures',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** How long each kind is kept. Days that are null are those of RETENTION_DAYS. */
export interface RetentionSettings {
  readonly days: number;
  readonly metricsHours: number;
  readonly spansDays: number | null;
  readonly eventsDays: number | null;
  readonly logsDays: number | null;
  readonly snapshotsDays: number | null;
}

const HOURS = 24;
const ALL = 'RETENTION_DAYS';

/** The kinds of record with what is kept of each: never more than RETENTION_DAYS. */
export function keptKinds(settings: RetentionSettings): KeptKind[] {
  const { days, metricsHours } = settings;
  const ofDays = (kind: RetentionKind, tables: readonly string[], own: number | null, setting: string) => ({
    kind,
    tables,
    setting: own === null ? ALL : setting,
    hours: (own ?? days) * HOURS,
  });
  return [
    ofDays('executions', ['agent_executions', 'agent_calls', 'execution_heartbeats'], null, ALL),
    ofDays('spans', ['spans'], settings.spansDays, 'OBSERVATORY_SPANS_DAYS'),
    ofDays('events', ['observability_events'], settings.eventsDays, 'OBSERVATORY_EVENTS_DAYS'),
    ofDays('logs', ['logs'], settings.logsDays, 'OBSERVATORY_LOGS_DAYS'),
    ofDays('snapshots', ['execution_snapshots'], settings.snapshotsDays, 'OBSERVATORY_SNAPSHOTS_DAYS'),
    metricsHours < days * HOURS
      ? {
          kind: 'metric_samples',
          tables: ['metric_samples'],
          setting: 'OTEL_METRICS_RETENTION_HOURS',
          hours: metricsHours,
        }
      : ofDays('metric_samples', ['metric_samples'], null, ALL),
    ofDays('figures', ['agent_figures', 'agent_figures_hours'], null, ALL),
  ];
}

/** A retention of so many days for everything. */
export function retentionOf(days: number): RetentionSettings {
  return {
    days,
    metricsHours: days * HOURS,
    spansDays: null,
    eventsDays: null,
    logsDays: null,
    snapshotsDays: null,
  };
}
