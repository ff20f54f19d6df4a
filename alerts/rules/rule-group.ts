import type { Recorded, Window } from '../promql/expression.ts';
import type { Alert, Severity } from './alert.ts';
import { dashboardUrl, type Pages, runbookUrl } from './links.ts';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: { readonly severity: Severity } & Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url' | 'dashboard_url', string>>;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A group of a Prometheus rule file and of a PrometheusRule, in their own words. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** Recordings and alerts that belong together, evaluated in this order. */
export interface RuleFamily {
  /** In kebab-case; the group's name. */
  readonly name: string;
  /** How often it is evaluated, where not as often as Prometheus scrapes. At most 5m, or series go stale between. */
  readonly interval?: Window;
  readonly recordings: readonly Recorded[];
  readonly alerts: readonly Alert[];
}

/** Most rules of one group: they are evaluated one after the other. */
export const MOST_RULES = 20;

/** The groups of a family: recordings first, alerts in groups of their own, none longer than `MOST_RULES`. */
export function groupsOf(family: RuleFamily, pages: Pages): RuleGroup[] {
  const part = (kind: string, rules: readonly (AlertRule | RecordingRule)[]): RuleGroup[] =>
    chunked(rules).map((some, index) => ({
      name: `${family.name}-${kind}${index === 0 ? '' : `-${index + 1}`}`,
      ...(family.interval === undefined ? {} : { interval: family.interval }),
      rules: some,
    }));
  return [
    ...part('records', family.recordings.map(recordingRule)),
    ...part(
      'alerts',
      family.alerts.map((one) => alertRule(one, pages)),
    ),
  ];
}

export function recordingRule({ record, expr, labels }: Recorded): RecordingRule {
  return { record, expr: expr.promql, ...(labels === undefined ? {} : { labels }) };
}

export function alertRule(alert: Alert, pages: Pages): AlertRule {
  return {
    alert: alert.name,
    expr: alert.expr.promql,
    ...(alert.for === '0s' ? {} : { for: alert.for }),
    ...(alert.keepFiringFor === '0s' ? {} : { keep_firing_for: alert.keepFiringFor }),
    labels: { severity: alert.severity, ...alert.labels },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: runbookUrl(pages, alert.name),
      dashboard_url: dashboardUrl(pages, alert.dashboard, alert.by),
    },
  };
}

function chunked<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / MOST_RULES) }, (_, index) =>
    items.slice(index * MOST_RULES, (index + 1) * MOST_RULES),
  );
}
