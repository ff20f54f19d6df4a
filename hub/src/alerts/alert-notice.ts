/** What an occurrence of an alert is. */
export const alertStatuses = ['firing', 'resolved'] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** Who evaluates the alert; `hub` is this program itself (health/watch-health.ts). */
export const alertSources = ['alertmanager', 'hub'] as const;
export type AlertSource = (typeof alertSources)[number];

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
}
