import type { AlertNotice } from '../alerts/alert-notice.ts';
import { boundText } from '../alerts/bounded-texts.ts';
import { fingerprintOf } from '../alerts/fingerprint.ts';
import { durationText, timeTaken } from './durations.ts';
import type { Found } from './measure-rule.ts';
import type { AnyCondition, Rule } from './rule.ts';

/** Bytes of a label's value, as for alerts that come from Alertmanager. */
const LABEL_BYTES = 1024;
const TEXT_BYTES = 4096;

/** Labels that say whom an alert is about where the filter names one alone. */
const namedByFilter = ['agent', 'workflow', 'service', 'environment', 'provider', 'model'] as const;

/** The labels of the alert of one group: they make it the same one whenever it fires. */
export function labelsOf(rule: Rule, key: string): Record<string, string> {
  const labels: Record<string, string> = {
    alertname: boundText(rule.name, LABEL_BYTES),
    severity: rule.severity,
    project: rule.project,
  };
  for (const name of namedByFilter) {
    const [value, ...others] = rule.filter[name] ?? [];
    if (value !== undefined && others.length === 0) labels[name] = boundText(value, LABEL_BYTES);
  }
  const dimension = rule.condition === 'budget' ? 'budget' : rule.groupBy;
  if (dimension !== null && key !== '') labels[dimension] = boundText(key, LABEL_BYTES);
  return labels;
}

/** An alert of a rule; `startsUs` is when it began to fire, `endsUs` null while it does. */
export function ruleAlert(
  rule: Rule,
  found: Pick<Found, 'key' | 'value' | 'count' | 'unpriced'>,
  times: { readonly startsUs: number; readonly endsUs: number | null; readonly nowUs: number },
): AlertNotice {
  const labels = labelsOf(rule, found.key);
  const window = durationText(rule.windowS);
  return {
    project: rule.project,
    source: 'hub',
    fingerprint: fingerprintOf(labels),
    name: labels.alertname ?? rule.name,
    severity: rule.severity,
    status: times.endsUs === null ? 'firing' : 'resolved',
    labels,
    annotations: {
      summary: boundText(describeFound(rule, found), TEXT_BYTES),
      ...(rule.description !== '' && { description: boundText(rule.description, TEXT_BYTES) }),
      ...(rule.runbookUrl !== null && { runbook_url: rule.runbookUrl }),
    },
    startsUs: times.startsUs,
    endsUs: times.endsUs,
    generatorUrl: null,
    receivedUs: times.nowUs,
    condition: rule.condition,
    rule: { threshold: rule.threshold, window, value: found.value },
  };
}

/** What a rule found, in a sentence for people. */
export function describeFound(
  rule: Rule,
  { key, value, count, unpriced }: Pick<Found, 'key' | 'value' | 'count' | 'unpriced'>,
): string {
  const of = key === '' ? '' : ` of ${rule.condition === 'budget' ? 'budget' : rule.groupBy} ${key}`;
  const window = `in the last ${durationText(rule.windowS)}`;
  const limit = show(rule.condition, rule.threshold);
  const is = value === null ? 'not known' : show(rule.condition, value);
  const lacking = unpriced > 0 ? ` ${describeUnpriced(unpriced, 'it')}` : '';
  switch (rule.condition) {
    case 'error_rate':
      return `${is} of ${plural(count, 'event')}${of} ${window} are errors; the limit is ${limit}.`;
    case 'event_count':
    case 'event_rate':
      return `${is}${of} ${window}; the limit is ${limit}.`;
    case 'response_time':
      return `${plural(count, 'run')}${of} that ended ${window} took ${is} (${rule.statistic ?? 'p95'}); the limit is ${limit}.`;
    case 'cost':
      return `The calls of models${of} ${window} cost ${is}; the limit is ${limit}.${lacking}`;
    case 'anomaly':
      return `Something${of} is out of the usual with a score of ${is} (1 is the edge); the limit is ${limit}.`;
    case 'stuck':
      return `${is}${of} that ${value === 1 ? 'has' : 'have'} not ended gave no sign of life for long.`;
    case 'abandoned':
      return `${is}${of} ended without a word ${window}.`;
    case 'unpriced':
      return `${is}${of} ${window} have no price: what they cost is not known.`;
    case 'budget':
      return `${is}${of} is spent; the limit is ${limit}.${lacking}`;
    case 'database':
      return `The database takes ${is} of what it may.`;
  }
}

/** What calls without a price are missing from, in a sentence. */
export const describeUnpriced = (calls: number, from: string): string =>
  `${plural(calls, 'call')} without a price ${calls === 1 ? 'is' : 'are'} not in ${from}.`;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
const digits = (value: number) => String(Number(value.toPrecision(4)));

function show(condition: AnyCondition, value: number): string {
  switch (condition) {
    case 'error_rate':
    case 'budget':
    case 'database':
      return `${digits(value * 100)} %`;
    case 'event_count':
      return plural(value, 'event');
    case 'event_rate':
      return `${digits(value)} events a minute`;
    case 'response_time':
      return timeTaken(value);
    case 'cost':
      return `$${digits(value)}`;
    case 'unpriced':
      return plural(value, 'call');
    case 'stuck':
    case 'abandoned':
      return plural(value, 'run');
    case 'anomaly':
      return digits(value);
  }
}
