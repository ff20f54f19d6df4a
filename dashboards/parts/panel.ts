import type { DashboardUid } from '../../alerts/rules/links.ts';
import type { Limits } from './limits.ts';
import type { LogQuestion, MetricQuestion, Question, SqlQuestion, TraceQuestion } from './question.ts';

/** Units of Grafana that are in use; the catalogue says what each means. */
export const units = {
  short: 'a number',
  none: 'a number',
  bool_yes_no: 'yes for 1, no for 0',
  d: 'days',
  s: 'seconds',
  ms: 'milliseconds',
  percentunit: 'share, shown in percent',
  currencyUSD: 'US dollars',
  bytes: 'bytes',
  Bps: 'bytes a second',
  reqps: 'requests a second',
  cps: 'a second',
  iops: 'operations a second',
  string: 'text',
} as const;
export type Unit = keyof typeof units;

/**
 * Where a click leads: a dashboard with some of its variables chosen, or a page. The other variables are kept. What was
 * clicked is `${__value.raw}`; another column of a table's row `${__data.fields.agent}`, or with a blank in its name
 * `${__data.fields["Trace id"]}`; a label of what is no table `${__field.labels.agent}`.
 */
export interface Link {
  readonly title: string;
  readonly to:
    | { readonly dashboard: DashboardUid | (string & {}); readonly choose: Readonly<Record<string, string>> }
    /** Of the hub, with `${__data.fields.NAME}` and the like in it, such as `/executions/${__data.fields.id}`. */
    | { readonly hub: string }
    /** A trace of Jaeger in Grafana's Explore, by an id such as `${__data.fields.trace_id}`. */
    | { readonly trace: string };
}

/** What every panel says. */
export interface PanelText {
  /** The question that it answers, with its question mark. */
  readonly title: string;
  /** What it shows, of what, over which time, and what to do about it. */
  readonly description: string;
  readonly unit: Unit;
  /** What stands there while there is nothing to show, and whether that is good: "No run failed." */
  readonly empty: string;
  /** From where on it is bad, in its unit: a constant of one of `alerts`. */
  readonly limits?: Limits;
  /** Alerts that watch the same: the panel links to their runbooks. */
  readonly alerts?: readonly string[];
  /** Where a click on a value leads. */
  readonly links?: readonly Link[];
}

/** A column of a table by the name that it has there. */
export interface Column {
  readonly unit?: Unit;
  /** What a cell without a value says; a dash unless said. */
  readonly empty?: string;
  readonly limits?: Limits;
  readonly links?: readonly Link[];
  readonly hidden?: boolean;
}

interface OfKind<K extends string, Q extends Question> extends PanelText {
  readonly kind: K;
  readonly questions: readonly Q[];
}

export type Panel =
  | (OfKind<'figure', MetricQuestion | LogQuestion | SqlQuestion> & { readonly trend: boolean })
  | (OfKind<'lines', MetricQuestion | LogQuestion | SqlQuestion> & {
      readonly stacked: boolean;
      readonly sort: Sort;
    })
  | OfKind<'ranking', MetricQuestion | LogQuestion>
  | (OfKind<'table', MetricQuestion | SqlQuestion | LogQuestion> & {
      readonly columns: Readonly<Record<string, Column>>;
      /** Of metrics: what the value of each question is called, in their order. */
      readonly values: readonly string[];
      readonly sortBy: Sorted | null;
    })
  | OfKind<'heat', MetricQuestion>
  | OfKind<'states', MetricQuestion>
  | OfKind<'log', LogQuestion>
  | OfKind<'traces', TraceQuestion>
  | OfKind<'graph', TraceQuestion | MetricQuestion>
  | (OfKind<'note', never> & { readonly markdown: string });

/** What the legend of lines is sorted by; the largest comes first. */
export type Sort = 'max' | 'mean' | 'last';
export type PanelKind = Panel['kind'];

/** One figure of now, and as its background how it went; red or green where the text has limits. */
export const figure = (
  text: PanelText,
  question: MetricQuestion | LogQuestion | SqlQuestion,
  trend = question.store === 'prometheus',
): Panel => ({ ...text, kind: 'figure', questions: [question], trend });

/** Lines over time; the legend has the largest first. */
export const lines = (
  text: PanelText & { readonly sort?: Sort },
  ...questions: readonly (MetricQuestion | LogQuestion | SqlQuestion)[]
): Panel => ({ ...text, kind: 'lines', questions, stacked: false, sort: text.sort ?? 'max' });

/** Bars over time on top of each other: parts of a whole. */
export const stacked = (
  text: PanelText & { readonly sort?: Sort },
  ...questions: readonly (MetricQuestion | LogQuestion | SqlQuestion)[]
): Panel => ({ ...text, kind: 'lines', questions, stacked: true, sort: text.sort ?? 'mean' });

/** Who has most now: a bar each. Ask with `topk`. */
export const ranking = (text: PanelText, question: MetricQuestion | LogQuestion): Panel => ({
  ...text,
  kind: 'ranking',
  questions: [question],
});

/** How a table reads. */
interface TableForm {
  readonly columns?: Readonly<Record<string, Column>>;
  /** The column that it is sorted by, largest first. */
  readonly sortBy?: string;
  /** In its place: the column of which the smallest comes first. */
  readonly smallestFirst?: string;
}

/** What a table is sorted by. */
interface Sorted {
  readonly column: string;
  readonly largestFirst: boolean;
}

function sorted({ sortBy, smallestFirst }: TableForm, otherwise?: string): Sorted | null {
  const column = smallestFirst ?? sortBy ?? otherwise;
  return column === undefined ? null : { column, largestFirst: smallestFirst === undefined };
}

/** A row for each set of labels, and a column for each of `values`: several questions side by side, for comparison. */
export const comparison = (
  text: PanelText,
  values: Readonly<Record<string, MetricQuestion>>,
  form: TableForm = {},
): Panel => ({
  ...text,
  kind: 'table',
  questions: Object.values(values),
  values: Object.keys(values),
  columns: form.columns ?? {},
  sortBy: sorted(form, Object.keys(values)[0]),
});

/** Rows as the hub's database gives them. */
export const rows = (text: PanelText, question: SqlQuestion, form: TableForm = {}): Panel => ({
  ...text,
  kind: 'table',
  questions: [question],
  values: [],
  columns: form.columns ?? {},
  sortBy: sorted(form),
});

/** How a histogram moved over time: ask for its buckets by `le`. */
export const heat = (text: PanelText, question: MetricQuestion): Panel => ({
  ...text,
  kind: 'heat',
  questions: [question],
});

/** In which state each thing was, when: green, orange and red by the limits. */
export const states = (text: PanelText, ...questions: readonly MetricQuestion[]): Panel => ({
  ...text,
  kind: 'states',
  questions,
});

/** Lines of logs, the newest first. */
export const logLines = (text: PanelText, question: LogQuestion): Panel => ({
  ...text,
  kind: 'log',
  questions: [question],
});

/** Traces, each of which opens at a click: a panel for each service, where the search is for those of a variable. */
export const traceList = (text: PanelText, question: TraceQuestion): Panel => ({
  ...text,
  kind: 'traces',
  questions: [question],
});

/**
 * Things and what stands between them, as a graph: Jaeger's of services, or metrics by labels `id`, `source` and
 * `target`, an edge each.
 */
export const graph = (text: PanelText, ...questions: readonly (TraceQuestion | MetricQuestion)[]): Panel => ({
  ...text,
  kind: 'graph',
  questions,
});

/** A text of its own, in Markdown. */
export const note = (title: string, markdown: string): Panel => ({
  kind: 'note',
  title,
  description: '',
  unit: 'string',
  empty: '',
  questions: [],
  markdown,
});
