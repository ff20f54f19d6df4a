import { parseExpression } from '../../alerts/promql/parse.ts';
import type { AlertRule } from '../../alerts/rules/rule-group.ts';

/** An alert with one thing wrong, which its stories must notice. */
export interface Mutant {
  readonly change: string;
  readonly rule: AlertRule;
}

const FLIPPED: Readonly<Record<string, string>> = {
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
  '==': '!=',
  '!=': '==',
};

/** Every comparison flipped, every threshold doubled (zero becomes a million), the waiting time left out. */
export function mutantsOf(rule: AlertRule): Mutant[] {
  const { expr } = rule;
  const { for: _, ...atOnce } = rule;
  return [
    ...parseExpression(expr).comparisons.flatMap(({ operator, from, to, right }) => {
      const threshold = expr.slice(right.from, right.to);
      const doubled = Number(threshold) === 0 ? '1000000' : `(2 * (${threshold}))`;
      return [
        {
          change: `${operator} ${threshold} becomes ${FLIPPED[operator]}`,
          rule: { ...rule, expr: `${expr.slice(0, from)}${FLIPPED[operator]}${expr.slice(to)}` },
        },
        {
          change: `${operator} ${threshold} becomes ${operator} ${doubled}`,
          rule: { ...rule, expr: `${expr.slice(0, right.from)}${doubled}${expr.slice(right.to)}` },
        },
      ];
    }),
    ...(rule.for === undefined ? [] : [{ change: `for ${rule.for} is left out`, rule: atOnce }]),
  ];
}
