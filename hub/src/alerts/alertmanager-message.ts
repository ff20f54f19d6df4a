import { HubError } from '../errors.ts';
import { type AlertNotice, alertStatuses } from './alert-notice.ts';
import { boundedTexts, boundText } from './bounded-texts.ts';
import { microsOfRfc3339 } from './rfc3339.ts';

/** What a message may hold; more is left out and told of. */
export const messageLimits = {
  bodyBytes: 4 * 1024 * 1024,
  alerts: 2000,
  labels: { entries: 64, nameBytes: 256, valueBytes: 1024 },
  annotations: { entries: 32, nameBytes: 256, valueBytes: 4096 },
  urlBytes: 4096,
} as const;

/** Name and severity are columns of an index. */
const NAME_BYTES = 512;
const WEBHOOK_VERSION = '4';

/** What a metric grows by stays believable. */
const MAX_TRUNCATED = 1_000_000;

/** Why something of a message was not taken. */
export type LeftOutReason = 'invalid_record' | 'too_many' | 'truncated';

export interface AlertmanagerMessage {
  readonly notices: readonly AlertNotice[];
  /** Alerts that were not taken, by reason; `truncated` is Alertmanager's own (`max_alerts`). */
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
  /** What was wrong with the first one that is invalid. */
  readonly fault: string | null;
  /** Labels and annotations that were left out or cut. */
  readonly shortened: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** A fault of one alert. */
class AlertFault extends Error {}

/**
 * Reads the message of Alertmanager's webhook, version 4 (its documentation, "webhook_config"). An alert that is invalid
 * is left out, the others are taken. Throws where the message is none, or none of its alerts is valid.
 */
export function readAlertmanagerMessage(
  body: unknown,
  { project, receivedUs }: Pick<AlertNotice, 'project' | 'receivedUs'>,
): AlertmanagerMessage {
  if (!isFields(body)) throw refused('body', `expected Alertmanager's webhook message, got ${kindOf(body)}`);
  const { version, alerts } = body;
  if (version !== WEBHOOK_VERSION)
    throw refused(
      'body.version',
      `expected "${WEBHOOK_VERSION}", as Alertmanager's webhook says, got ${show(version)}`,
    );
  if (!Array.isArray(alerts)) throw refused('body.alerts', `expected a list, got ${kindOf(alerts)}`);
  const notices: AlertNotice[] = [];
  const faults: string[] = [];
  let shortened = 0;
  for (const [at, alert] of alerts.slice(0, messageLimits.alerts).entries()) {
    try {
      const read = readAlert(alert, receivedUs);
      notices.push({ project, source: 'alertmanager', receivedUs, ...read.notice });
      shortened += read.shortened;
    } catch (error) {
      if (!(error instanceof AlertFault)) throw error;
      faults.push(`body.alerts[${at}]${error.message}`);
    }
  }
  const [fault = null] = faults;
  if (fault !== null && notices.length === 0)
    throw new HubError('OBS_BAD_REQUEST', `No alert of the message is valid: ${fault}.`, {
      where: 'body.alerts',
    });
  const { truncatedAlerts: truncated } = body;
  return {
    notices,
    leftOut: {
      invalid_record: faults.length,
      too_many: Math.max(0, alerts.length - messageLimits.alerts),
      truncated: isCount(truncated) ? Math.min(truncated, MAX_TRUNCATED) : 0,
    },
    fault,
    shortened,
  };
}

type OfAlert = Omit<AlertNotice, 'project' | 'source' | 'receivedUs'>;

function readAlert(alert: unknown, receivedUs: number): { notice: OfAlert; shortened: number } {
  if (!isFields(alert)) throw new AlertFault(`: expected an object, got ${kindOf(alert)}`);
  const { fingerprint } = alert;
  const status = alertStatuses.find((one) => one === alert.status);
  if (status === undefined)
    throw new AlertFault(`.status: expected firing or resolved, got ${show(alert.status)}`);
  if (typeof fingerprint !== 'string' || !/^[0-9a-zA-Z_]{1,64}$/.test(fingerprint))
    throw new AlertFault(
      `.fingerprint: expected at most 64 letters and digits (Alertmanager 0.16 or newer sends it), got ${show(fingerprint)}`,
    );
  const labels = boundedTexts(textsOf(alert, 'labels'), messageLimits.labels, ['alertname', 'severity']);
  const annotations = boundedTexts(textsOf(alert, 'annotations'), messageLimits.annotations, ['summary']);
  const name = labels.texts.alertname ?? '';
  if (name === '') throw new AlertFault('.labels.alertname: expected the name of the alert, got none');
  const startsUs = timeOf(alert, 'startsAt');
  // Where it cannot be before its start; a resolved alert without an end has ended by now.
  const endsUs =
    status === 'firing'
      ? null
      : Math.max(startsUs, hasTime(alert.endsAt) ? timeOf(alert, 'endsAt') : receivedUs);
  return {
    notice: {
      fingerprint,
      name: boundText(name, NAME_BYTES),
      severity: boundText(labels.texts.severity ?? 'none', NAME_BYTES),
      status,
      labels: labels.texts,
      annotations: annotations.texts,
      startsUs,
      endsUs,
      generatorUrl: webAddress(alert.generatorURL),
    },
    shortened: labels.shortened + annotations.shortened,
  };
}

function textsOf(alert: Fields, key: string): [string, string][] {
  const texts = alert[key] ?? {};
  if (!isFields(texts)) throw new AlertFault(`.${key}: expected an object, got ${kindOf(texts)}`);
  return Object.entries(texts).map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    throw new AlertFault(`.${key}[${show(name)}]: expected a text, got ${kindOf(value)}`);
  });
}

function timeOf(alert: Fields, key: string): number {
  const text = alert[key];
  const us = typeof text === 'string' ? microsOfRfc3339(text) : null;
  if (us !== null) return us;
  throw new AlertFault(`.${key}: expected a time as in RFC 3339, of 1970 to 2200, got ${show(text)}`);
}

/** Go's zero time stands for none. */
function hasTime(text: unknown): boolean {
  return (
    text !== undefined &&
    text !== null &&
    !(typeof text === 'string' && text.startsWith('0001-01-01T00:00:00'))
  );
}

/** The address of a page; anything else (a script, say) is none. */
function webAddress(url: unknown): string | null {
  if (typeof url !== 'string' || Buffer.byteLength(url) > messageLimits.urlBytes) return null;
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).href : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function refused(where: string, problem: string): HubError {
  return new HubError('OBS_BAD_REQUEST', `${where}: ${problem}.`, { where });
}

/** A value within a fault; of what may be deep or large just the kind. */
function show(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return kindOf(value);
  return (JSON.stringify(value) ?? '').slice(0, 60);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
