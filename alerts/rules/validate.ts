import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { PromqlError, parseExpression, secondsOf } from '../promql/parse.ts';
import { alertFaults } from './alert-faults.ts';
import { metricKinds } from './known-metrics.ts';
import { RuleError } from './rule-error.ts';
import type { RuleFamily } from './rule-group.ts';

/** Throws a `RuleError` for rules that are wrong with these settings. */
export function refuseFaults(families: readonly RuleFamily[], settings: Settings): void {
  const faults = ruleFaults(families, settings);
  if (faults.length > 0) throw new RuleError(faults.join('\n'));
}

/** Functions that say nothing of fewer than two samples. */
const NEED_TWO = /^(rate|irate|increase|delta|idelta|deriv|predict_linear|changes|resets|stddev_over_time)$/;

/** What is wrong with rules: `NAME: what was expected, what came`. */
export function ruleFaults(families: readonly RuleFamily[], settings: Settings): string[] {
  const scrapeS = durationSeconds(settings.scrapeInterval) ?? 15;
  const retentionS = durationSeconds(settings.retention) ?? 0;
  const known = new Set([
    ...metricKinds(settings.metricsPrefix).keys(),
    ...families.flatMap(({ recordings }) => recordings.map(({ record }) => record)),
  ]);
  const faults: string[] = [];
  /** The group of each name. */
  const names = new Map<string, string>();
  for (const family of families) {
    const rules = [
      ...family.recordings.map(({ record, expr, labels }) => ({
        name: labels === undefined ? record : `${record}${JSON.stringify(labels)}`,
        expr,
      })),
      ...family.alerts.map(({ name, expr }) => ({ name, expr })),
    ];
    for (const { name, expr } of rules) {
      const other = names.get(name);
      if (other !== undefined)
        faults.push(
          `${name}: expected a name of its own, there is another rule of this name in the group ${other}`,
        );
      names.set(name, family.name);
      try {
        const { metrics, ranges, reachSeconds } = parseExpression(expr.promql);
        for (const metric of metrics) {
          if (!known.has(metric)) {
            faults.push(
              `${name}: ${metric} is no metric of the conventions, of a server (alerts/promql/server-metrics.ts) or of a recording rule`,
            );
          }
        }
        for (const { seconds, within } of ranges) {
          if (NEED_TWO.test(within) && seconds < 2 * scrapeS) {
            faults.push(
              `${name}: ${within} looks back ${seconds}s, expected two scrapes or more, which are ${2 * scrapeS}s with scrapeInterval ${settings.scrapeInterval}`,
            );
          }
        }
        if (reachSeconds > retentionS) {
          faults.push(
            `${name}: looks back ${reachSeconds}s, further than the retention, which is ${settings.retention}`,
          );
        }
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
        faults.push(`${name}: ${error.message}`);
      }
    }
    faults.push(...family.alerts.flatMap(alertFaults));
    if (family.interval !== undefined && secondsOf(family.interval) > 300) {
      faults.push(
        `${family.name}: expected an interval of at most 5m, beyond which series go stale, got ${family.interval}`,
      );
    }
  }
  // One expression may have a fault several times.
  return [...new Set(faults)];
}
