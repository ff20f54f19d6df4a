import { parse, stringify } from 'yaml';
import { parseExpression, secondsOf } from '../../alerts/promql/parse.ts';
import type { RuleGroup } from '../../alerts/rules/rule-group.ts';

/** How much faster than written rules look back and wait, up to half an hour of theirs. */
export const SPEED = 50;
const LINEAR_S = 1800;
const DOUBLING_S = 10;
/** Three scrapes, of which two always lie in a range. */
const LEAST_S = 3;

/**
 * What a length of time in a rule becomes for a test that has minutes: a fiftieth, and beyond half an hour ten seconds
 * more for each doubling, so that longer ones stay longer (an hour is 46 s, a day 92 s, 30 days 141 s). Thresholds,
 * counts and shares stay as they are; promtool proves the times as they are written (alert-rules.test.ts).
 */
export function compressed(seconds: number): number {
  if (seconds === 0) return 0;
  const linear = Math.min(seconds, LINEAR_S) / SPEED;
  const beyond = seconds > LINEAR_S ? DOUBLING_S * Math.log2(seconds / LINEAR_S) : 0;
  return Math.max(LEAST_S, Math.round(linear + beyond));
}

/** A rule file that Prometheus evaluates each second, with every duration in it compressed. */
export function acceleratedRules(file: string): string {
  const { groups } = parse(file) as { groups: RuleGroup[] };
  const duration = (text: string | undefined) =>
    text === undefined ? undefined : `${compressed(secondsOf(text))}s`;
  return stringify(
    {
      groups: groups.map(({ interval: _, ...group }) => ({
        ...group,
        rules: group.rules.map((rule) =>
          'alert' in rule
            ? {
                ...rule,
                expr: acceleratedExpression(rule.expr),
                for: duration(rule.for),
                keep_firing_for: duration(rule.keep_firing_for),
              }
            : { ...rule, expr: acceleratedExpression(rule.expr) },
        ),
      })),
    },
    { lineWidth: 0 },
  );
}

export function acceleratedExpression(expr: string): string {
  let text = expr;
  for (const { text: duration, from, to } of parseExpression(expr).durations.toReversed()) {
    const before = expr.slice(0, from);
    // A sum counts each step once; elsewhere there must be as many steps as written, or nearly.
    const isStep = before.endsWith(':') && !/sum_over_time\([^()]*$/.test(before);
    text = `${text.slice(0, from)}${isStep ? 1 : compressed(secondsOf(duration))}s${text.slice(to)}`;
  }
  return text;
}
