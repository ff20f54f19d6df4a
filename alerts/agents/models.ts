import { fleetMetrics } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import {
  type Expr,
  increase,
  matching,
  maxBy,
  notMatching,
  promql,
  type Recorded,
  rate,
  ratio,
  recorded,
  series,
  sumBy,
} from '../promql/expression.ts';
import { growth } from '../promql/growth.ts';
import { type Alert, alert } from '../rules/alert.ts';

const by = [ENVIRONMENT, 'provider', 'model'] as const;
/** What providers and their clients call it: 429 for too many; 503, and 529 of Anthropic, where they are overloaded. */
const REFUSED =
  '(?i)429|503|529|.*(rate_?limit|too_?many_?requests|resource_?exhausted|throttl|overloaded|unavailable|quota).*';
/** Somebody gave the answer up: no fault of the model. */
const GIVEN_UP = '.*(abort|cancel|abandon).*|generatorexit';
/** Refusals and failures are few among many calls; of fewer within a quarter of an hour, a share says nothing. */
const FEWEST_REFUSED = 10;
const FEWEST_FAILED = 5;
/** From which share of refused inferences on ModelRateLimited tells. */
export const REFUSED_SHARE = 0.25;
/** When a price table is too old to be trusted. */
export const PRICES_OLD_SECONDS = 90 * 86_400;

/** With a label `undated`: the model without the date of its version. */
export const withUndated = (of: Expr): Expr =>
  promql`label_replace(${of}, "undated", "$1", "model", "(.+?)(-20[0-9]{2}-?[0-9]{2}-?[0-9]{2}|-[0-9]{4})?")`;

/**
 * Sums by model, without the date of its version: a refused call only knows the name that it asked for (`gpt-4.1`), one
 * that was answered the version (`gpt-4.1-2025-04-14`).
 */
const byModel = (of: Expr): Expr => {
  // Summed first: taking the date off costs for every series.
  const undated = withUndated(sumBy(by, of));
  // In two steps, or a model and its dated version would be one series twice.
  return sumBy(
    by,
    promql`label_replace(${sumBy([ENVIRONMENT, 'provider', 'undated'], undated)}, "model", "$1", "undated", "(.*)")`,
  );
};

const refusals = series(fleetMetrics.llmErrors, { error_type: matching(REFUSED) });
const failures = series(fleetMetrics.llmErrors, { error_type: notMatching(`${REFUSED}|${GIVEN_UP}`) });
const shareOf = (errors: Expr) =>
  ratio(byModel(rate(errors, '5m')), byModel(rate(series(fleetMetrics.llmCalls), '5m')));

/** `model:…` without the date of the version, refusals and other failures apart. */
export const modelFailures = {
  refusedShare: {
    record: 'model:llm_refusals:ratio_rate5m',
    by,
    unit: 'share, 0 to 1',
    meaning:
      'Share of the inferences that a provider refused for now (429, 503, 529), by model without its date.',
    expr: shareOf(refusals),
  },
  refused: {
    record: 'model:llm_refusals:increase15m',
    by,
    unit: 'calls',
    meaning: 'Inferences that a provider refused for now within a quarter of an hour.',
    expr: byModel(increase(refusals, '15m')),
  },
  failedShare: {
    record: 'model:llm_failures:ratio_rate5m',
    by,
    unit: 'share, 0 to 1',
    meaning: 'Share of the inferences that failed otherwise, by model without its date.',
    expr: shareOf(failures),
  },
  failed: {
    record: 'model:llm_failures:increase15m',
    by,
    unit: 'calls',
    meaning: 'Inferences that failed otherwise within a quarter of an hour.',
    expr: byModel(increase(failures, '15m')),
  },
} as const satisfies Readonly<Record<string, Recorded>>;

/** Models that refuse, fail or have no price. */
export function modelAlerts({ hub }: Settings): Alert[] {
  return [
    alert({
      name: 'ModelRateLimited',
      severity: 'warning',
      summary: 'A provider refuses calls of a model for now.',
      description: `{{ $labels.provider }} refuses {{ $value | humanizePercentage }} of the calls of {{ $labels.model }}${IN_ENVIRONMENT}: too many, or it is overloaded.`,
      expr: promql`${recorded(modelFailures.refusedShare)} > ${REFUSED_SHARE} and ${recorded(modelFailures.refused)} >= ${FEWEST_REFUSED}`,
      by,
      for: '5m',
      keepFiringFor: '10m',
      dashboard: 'models-and-providers',
    }),
    alert({
      name: 'ModelFailing',
      severity: 'warning',
      summary: 'Calls of a model fail.',
      description: `{{ $value | humanizePercentage }} of the calls of {{ $labels.model }} ({{ $labels.provider }})${IN_ENVIRONMENT} fail.`,
      expr: promql`${recorded(modelFailures.failedShare)} > ${hub.errorRateThreshold} and ${recorded(modelFailures.failed)} >= ${FEWEST_FAILED}`,
      by,
      for: '5m',
      keepFiringFor: '10m',
      dashboard: 'models-and-providers',
    }),
    alert({
      name: 'UnpricedModel',
      severity: 'warning',
      summary: 'A model has no price: what it costs counts as nothing.',
      description:
        '{{ $value | humanize }} calls of {{ $labels.model }} ({{ $labels.provider }}) within the last hour have no price.',
      // A price lacks in every environment alike.
      expr: promql`${sumBy(['provider', 'model'], growth(series(fleetMetrics.unpricedCalls), '1h'))} > 0`,
      by: ['provider', 'model'],
      for: '0s',
      keepFiringFor: '0s',
      dashboard: 'cost-and-tokens',
    }),
    alert({
      name: 'PriceTableOld',
      severity: 'info',
      summary: 'The price table is older than ninety days.',
      description: 'The hub prices by a table that is {{ $value | humanizeDuration }} old.',
      expr: promql`${maxBy([], series(fleetMetrics.priceTableAge))} > ${PRICES_OLD_SECONDS}`,
      by: [],
      for: '1h',
      keepFiringFor: '0s',
      dashboard: 'cost-and-tokens',
    }),
  ];
}
