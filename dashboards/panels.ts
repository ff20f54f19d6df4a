import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Expr } from '../alerts/promql/expression.ts';
import { uids } from './datasources.ts';

/** Where panels and variables ask. */
export const prometheusSource = { type: 'prometheus', uid: uids.prometheus };

/** A question to Prometheus and how its series are called in the legend. */
export interface Question {
  readonly expr: Expr;
  readonly legend: string;
}

interface PanelText {
  readonly title: string;
  /** What it shows and what to do about it. */
  readonly description: string;
  /** Grafana's unit, such as `s`, `bytes`, `short`. */
  readonly unit: string;
}

/** One figure of now. `bad` is the value from which it is red; without it the figure is neutral. */
export function figure(text: PanelText, question: Question, bad?: number): Panel {
  return new StatBuilder()
    .title(text.title)
    .description(text.description)
    .unit(text.unit)
    .datasource(prometheusSource)
    .thresholds(steps(bad))
    .withTarget(query(question, 0).instant())
    .build();
}

/** Lines over time. */
export function lines(text: PanelText, ...questions: readonly Question[]): Panel {
  const builder = new TimeSeriesBuilder()
    .title(text.title)
    .description(text.description)
    .unit(text.unit)
    .datasource(prometheusSource)
    .thresholds(steps())
    .min(0);
  for (const [index, question] of questions.entries()) builder.withTarget(query(question, index));
  return builder.build();
}

function query({ expr, legend }: Question, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(prometheusSource)
    .expr(expr.promql)
    .legendFormat(legend);
}

/** Without steps of its own a stat turns red above 80. */
function steps(bad?: number): ThresholdsConfigBuilder {
  const neutral = { value: null, color: bad === undefined ? 'text' : 'green' };
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(bad === undefined ? [neutral] : [neutral, { value: bad, color: 'red' }]);
}
