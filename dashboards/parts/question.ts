import type { Expr } from '../../alerts/promql/expression.ts';
import { uids } from '../datasources.ts';

/** A question to Prometheus, and what its series are called: a text with labels in it, such as `{{agent}}`. */
export interface MetricQuestion {
  readonly store: 'prometheus';
  readonly text: string;
  readonly legend: string;
  /** Whether example traces are shown on the lines; only series made from spans have them. */
  readonly exemplars: boolean;
}

/** A question to Loki: lines, or with a legend a metric of lines. */
export interface LogQuestion {
  readonly store: 'loki';
  readonly text: string;
  readonly legend: string | null;
}

/** A question to the hub's read-only views: rows, or with a column `time` lines. */
export interface SqlQuestion {
  readonly store: 'hub';
  readonly text: string;
  readonly form: 'table' | 'time_series';
}

/** A question to Jaeger: traces of a service, or which service calls which. */
export interface TraceQuestion {
  readonly store: 'jaeger';
  /** Of Jaeger's search: `service`, `operation`, `tags`, `minDuration`, `limit`; null for the graph of services. */
  readonly search: Readonly<Record<string, string | number>> | null;
}

export type Question = MetricQuestion | LogQuestion | SqlQuestion | TraceQuestion;

/** Asks Prometheus. */
export const ask = (of: Expr, legend: string): MetricQuestion => ({
  store: 'prometheus',
  text: of.promql,
  legend,
  exemplars: false,
});

/** Asks Prometheus for series made from spans, and shows their example traces: a click leads to the trace. */
export const askWithTraces = (of: Expr, legend: string): MetricQuestion => ({
  ...ask(of, legend),
  exemplars: true,
});

/** Asks Loki for lines. */
export const askLines = (text: string): LogQuestion => ({ store: 'loki', text, legend: null });
/** Asks Loki for numbers that it makes of lines. */
export const askLineCounts = (text: string, legend: string): LogQuestion => ({ store: 'loki', text, legend });

/** Asks the hub's database for rows, whose columns have the names that people read. */
export const askRows = (text: string): SqlQuestion => ({ store: 'hub', text: text.trim(), form: 'table' });
/** Asks it for lines over time: columns `time`, `metric` and a value. */
export const askOverTime = (text: string): SqlQuestion => ({
  store: 'hub',
  text: text.trim(),
  form: 'time_series',
});

/** Asks Jaeger for traces. */
export const askTraces = (search: Readonly<Record<string, string | number>>): TraceQuestion => ({
  store: 'jaeger',
  search,
});
/** Asks Jaeger which service calls which. */
export const askServiceGraph = (): TraceQuestion => ({ store: 'jaeger', search: null });

/** Where Grafana finds each store. */
export const sources = {
  prometheus: { type: 'prometheus', uid: uids.prometheus },
  loki: { type: 'loki', uid: uids.loki },
  jaeger: { type: 'jaeger', uid: uids.jaeger },
  hub: { type: 'grafana-postgresql-datasource', uid: uids.hub },
} as const satisfies Record<Question['store'], { type: string; uid: string }>;

/** Grafana's form of a question. `instant` asks Prometheus for now alone, as `rows` do in the form of a table. */
export function target(question: Question, index: number, shape: 'lines' | 'now' | 'rows' | 'buckets') {
  const common = { refId: String.fromCharCode(65 + index), datasource: sources[question.store] };
  switch (question.store) {
    case 'prometheus':
      return {
        ...common,
        expr: question.text,
        legendFormat: question.legend,
        editorMode: 'code',
        ...(shape === 'lines' || shape === 'buckets' ? { range: true } : { instant: true, range: false }),
        ...(shape === 'buckets' ? { format: 'heatmap' } : {}),
        ...(shape === 'rows' ? { format: 'table' } : {}),
        ...(question.exemplars ? { exemplar: true } : {}),
      };
    case 'loki':
      return {
        ...common,
        expr: question.text,
        editorMode: 'code',
        queryType: question.legend === null || shape === 'lines' ? 'range' : 'instant',
        ...(question.legend === null ? {} : { legendFormat: question.legend }),
      };
    case 'hub':
      return {
        ...common,
        rawSql: question.text,
        rawQuery: true,
        editorMode: 'code',
        format: question.form,
      };
    case 'jaeger':
      return question.search === null
        ? { ...common, queryType: 'dependencyGraph' }
        : { ...common, queryType: 'search', ...question.search };
  }
}
