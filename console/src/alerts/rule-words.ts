import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { ruleTexts } from '../texts/alert-rules.ts';
import type { RuleFilterRow } from './rule-draft.ts';

const figure = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** A value or threshold of a condition, with its unit. */
export function ruleValue(condition: string, value: number): string {
  switch (condition) {
    case 'error_rate':
    case 'budget':
    case 'database':
      return formatShare(value);
    case 'response_time':
      return formatDuration(value);
    case 'cost':
      return formatDollars(value);
    case 'event_rate':
      return ruleTexts.aMinute(figure.format(value));
    case 'anomaly':
      return figure.format(value);
    default:
      return formatCount(value);
  }
}

/** What a sentence about a rule needs to know of it. */
export interface RuleSaid {
  readonly condition: string;
  readonly threshold: number;
  readonly window: string;
  readonly for: string;
  readonly severity: string;
  readonly statistic: string | null;
  readonly metric: string | null;
  readonly groupBy: string | null;
  readonly minEvents: number;
  readonly filter: readonly RuleFilterRow[];
}

const units: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

/** `5m` in words: `5 minutes`; as it is where it is no duration. */
export function durationWords(text: string): string {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(text.trim()) ?? [];
  const word = units[unit];
  if (word === undefined) return text;
  return count === '1' ? `1 ${word}` : `${count} ${word}s`;
}

/** A rule as a person would say it. */
export function ruleSentence(rule: RuleSaid): string {
  const words = ruleTexts.sentence;
  const { condition, minEvents, groupBy } = rule;
  const threshold = ruleValue(condition, rule.threshold);
  const say = words.when[condition];
  const when = say ? say(threshold, durationWords(rule.window), rule) : words.other(condition, threshold);
  const parts = [
    when,
    rule.filter.length > 0 && words.only(filterWords(rule.filter)),
    needsEvents(condition) &&
      minEvents > 1 &&
      words.atLeast(formatCount(minEvents), words.counted(condition)),
    groupBy !== null && words.each(groupBy),
  ].filter((part) => part !== false);
  const held = rule.for.startsWith('0') ? '' : ` ${words.held(durationWords(rule.for))}`;
  return `${parts.join(', ')}.${held}`;
}

const needsEvents = (condition: string) => condition === 'error_rate' || condition === 'response_time';

function filterWords(rows: readonly RuleFilterRow[]): string {
  const values = new Map<string, string[]>();
  for (const { by, tag, value } of rows) {
    const name = by === 'tag' ? tag : by;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return [...values].map(([name, of]) => `${name} ${of.join(' or ')}`).join(' and ');
}
