/** What an occurrence of an alert is. */
export const alertStatuses = ['firing', 'resolved'] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** Who evaluates the alert; `hub` is this program itself (health/watch-health.ts). */
export const alertSources = ['alertmanager', 'hub'] as const;
export type AlertSource = (typeof alertSources)[number];

/** EN2: what an occurrence is together with what people said of it. */
export const alertStates = ['active', 'acknowledged', 'silenced', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** The rule of the hub's as it was when the alert began to fire. */
export interface AlertRule {
  readonly threshold: number;
  /** `5m` */
  readonly window: string;
  readonly value: number | null;
}

/** The newest event that the rule counted then, as EN3's payload names it. */
export interface AlertEventRef {
  /** Agent, else workflow, else service. */
  readonly app: string;
  readonly event_type: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** What somebody who evaluates or routes alerts says of one, whoever that is. Times in microseconds since the epoch. */
export interface AlertNotice {
  readonly project: string;
  readonly source: AlertSource;
  /** Of the labels: the same whenever the same alert fires. */
  readonly fingerprint: string;
  readonly name: string;
  readonly severity: string;
  readonly status: AlertStatus;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsUs: number;
  /** Null while it fires. */
  readonly endsUs: number | null;
  readonly generatorUrl: string | null;
  /** When the hub heard of it. */
  readonly receivedUs: number;
  /** Of what the hub evaluates. */
  readonly condition?: string;
  readonly rule?: AlertRule;
  readonly event?: AlertEventRef;
  /** Cursor of that event. */
  readonly eventId?: number;
}
