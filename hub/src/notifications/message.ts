import { readAlertId } from '../alerts/alert-id.ts';
import type { NoticeAlert } from './notice.ts';

/** What one message tells: an alert, several, those that quiet hours held, or nothing but that the channel works. */
export interface Message {
  /** The same whenever it is sent again, so that the receiver can tell. */
  readonly id: string;
  readonly kind: 'alerts' | 'summary' | 'test';
  readonly alerts: readonly [NoticeAlert, ...NoticeAlert[]];
}

/** Where links of a message lead. */
export interface Pages {
  /** OBSERVATORY_PUBLIC_URL, without a slash at the end; null: there is no link to the hub. */
  readonly hub: string | null;
}

export interface Link {
  readonly text: string;
  readonly url: string;
}

/** Alerts of a message that are described; more are counted. */
export const MOST_SHOWN = 10;

/** Control characters, and characters that format: some turn the writing direction. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text of agents or users as a message may show it: no control characters, nothing that turns the writing direction,
 * no half of a character, at most `max` UTF-16 units with a mark where it is cut.
 */
export function shown(text: string, max: number): string {
  const clean = text.toWellFormed().replaceAll('\r\n', '\n').replaceAll(UNSEEN, ' ');
  if (clean.length <= max) return clean;
  return `${clean
    .slice(0, Math.max(0, max - 1))
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

/** The same on one line. */
export function oneLine(text: string, max: number): string {
  return shown(text.replaceAll(/\s+/g, ' ').trim(), max);
}

/** The headline, as Alertmanager's notices of the stack have it: `[FIRING 2, critical] High error rate: summary`. */
export function titleOf({ kind, alerts }: Message, max: number): string {
  if (kind === 'test') return 'Observatory: a test of this channel';
  const count = (status: string) => alerts.filter((alert) => alert.status === status).length;
  const state =
    count('firing') > 0
      ? `FIRING ${count('firing')}`
      : count('acknowledged') > 0
        ? `ACKNOWLEDGED ${count('acknowledged')}`
        : `RESOLVED ${count('resolved')}`;
  const severity = common(alerts.map((alert) => alert.severity));
  const name = common(alerts.map((alert) => alert.name)) ?? 'several alerts';
  const environment = common(
    alerts.map(({ labels }) => labels.deployment_environment_name ?? labels.environment ?? ''),
  );
  const summary = common(alerts.map(({ annotations }) => annotations.summary ?? ''));
  return oneLine(
    (kind === 'summary' ? 'During quiet hours: ' : '') +
      `[${state}${severity ? `, ${severity}` : ''}] ${name}${environment ? ` in ${environment}` : ''}${summary ? `: ${summary}` : ''}`,
    max,
  );
}

/** What is said of one alert, bare: `• description`, or that it is over. */
export function lineOf(alert: NoticeAlert, max: number): string {
  const { annotations, name, status } = alert;
  const said = shown(annotations.description ?? annotations.summary ?? name, max - 40);
  if (status === 'resolved') return `✓ ${said} Resolved${lasted(alert)}.`;
  return status === 'acknowledged' ? `• ${said} Acknowledged.` : `• ${said}`;
}

/** How many alerts of a message are not described; empty where all are. */
export function restOf({ alerts }: Message, most = MOST_SHOWN): string {
  return alerts.length > most ? `${most} of ${alerts.length} are shown.` : '';
}

/** Pages of an alert. Addresses that rules name are followed by people, so that only those of the web are given. */
export function linksOf(alert: NoticeAlert, { hub }: Pages): Link[] {
  const { annotations, labels } = alert;
  const { agent, workflow } = labels;
  const kind = agent === undefined && workflow !== undefined ? '&kind=workflow' : '';
  const named = agent ?? workflow;
  const links: [string, string | null][] = [
    ['Alert', alertAddress(alert, { hub })],
    ['Runbook', webAddress(annotations.runbook_url)],
    ['Dashboard', webAddress(annotations.dashboard_url)],
    [
      'Executions',
      hub === null || named === undefined
        ? null
        : webAddress(`${hub}/executions?nested=1${kind}&name=${encodeURIComponent(named.toWellFormed())}`),
    ],
  ];
  return links.flatMap(([text, url]) => (url === null ? [] : [{ text, url }]));
}

/** The alert on the hub's page; null where nobody knows how people reach it. */
export function alertAddress(alert: NoticeAlert, { hub }: Pages): string | null {
  return hub === null ? null : webAddress(hub + alertPath(alert));
}

/** Path of the alert on the hub's page; of a test, which is no alert, that of the channels. */
export function alertPath({ id }: Pick<NoticeAlert, 'id'>): string {
  return readAlertId(id) === null ? '/alerts/channels' : `/alerts/${id}`;
}

/** Worst first of the severities of a message that are known. */
export function worstOf(alerts: readonly NoticeAlert[]): string {
  return ['critical', 'warning'].find((one) => alerts.some(({ severity }) => severity === one)) ?? 'info';
}

const MAX_URL = 1024;

/** An address as it may stand anywhere: nothing in it ends a link or an attribute. */
function webAddress(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return null;
  const href = parsed.href.replaceAll(
    /["'<>()`\\|\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return href.length <= MAX_URL ? href : null;
}

function common(values: readonly string[]): string | null {
  const [first, ...others] = new Set(values);
  return others.length === 0 && first !== undefined && first !== '' ? first : null;
}

function lasted({ starts_at, ends_at }: NoticeAlert): string {
  if (ends_at === null) return '';
  const seconds = Math.round((Date.parse(ends_at) - Date.parse(starts_at)) / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return ` after ${told.slice(0, 2).join(' ') || '0s'}`;
}
