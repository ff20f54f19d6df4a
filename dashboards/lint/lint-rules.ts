import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { parser as logql } from '@grafana/lezer-logql';
import { parseExpression, secondsOf } from '../../alerts/promql/parse.ts';

/** A panel as the checks below read it. */
interface LintPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly LintTarget[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] };
    };
  };
}

interface LintTarget {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly expr?: string;
  readonly rawSql?: string;
}

/** What must hold of every dashboard; `faults` says where it does not. */
export interface LintRule {
  /** By the name that the public dashboard linter has for it, where it is one of its seventeen. */
  readonly name: string;
  readonly faults: (dashboard: Dashboard) => readonly string[];
}

/** Rules of the public linter that these dashboards do not keep, and why. */
export const exceptions: Readonly<Record<string, string>> = {
  'template-datasource':
    'Data sources are provisioned beside the dashboards under uids that stay: nobody has to choose.',
  'template-job':
    'What is watched are agents, models and services, each with a variable of its own; several hubs tell of one fleet.',
  'template-instance': 'As template-job: an agent is no instance.',
  'target-job': 'As template-job; questions about servers of the stack have `job` in them.',
  'target-instance': 'As template-job.',
};

const panelsOf = (dashboard: Dashboard) =>
  (dashboard.panels ?? []).filter(({ type }) => type !== 'row') as unknown as LintPanel[];
const asking = (dashboard: Dashboard) => panelsOf(dashboard).filter(({ type }) => type !== 'text');
const variablesOf = ({ templating }: Dashboard) => templating?.list ?? [];

/** Each question of one kind of store, with the title of its panel. */
const questions = (dashboard: Dashboard, uid: string) =>
  asking(dashboard).flatMap(({ title, targets = [] }) =>
    targets.filter(({ datasource }) => datasource.uid === uid).map((target) => ({ title, target })),
  );
const metricQuestions = (dashboard: Dashboard) =>
  questions(dashboard, 'prometheus').map(({ title, target }) => ({ title, expr: target.expr ?? '' }));

/** With times that Grafana would put in. */
const written = (expr: string) =>
  expr.replaceAll(
    /\$(__rate_interval|__range|__interval|__auto)|\$\{(__rate_interval|__range|__interval|__auto)\}/g,
    '5m',
  );

/** Brackets within quotes are regular expressions. */
const withoutTexts = (expr: string) => expr.replaceAll(/`[^`]*`|"(?:[^"\\]|\\.)*"/g, '');

const each = (faults: readonly (readonly [unknown, string])[]): string[] =>
  faults.flatMap(([isFault, text]) => (isFault ? [text] : []));

function promqlFault(expr: string): string | undefined {
  try {
    parseExpression(written(expr));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function logqlFaults(expr: string): string[] {
  const faults: string[] = [];
  logql.parse(written(expr)).iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(written(expr).slice(from, from + 30));
    },
  });
  return faults;
}

const GROWTH =
  /^(rate|irate|increase|resets|changes|count_over_time|present_over_time|absent_over_time|last_over_time)$/;

/** A counter is read as a range by a function of growth, or only counted or grouped: `count`, `group`, `absent`. */
function growthless(expr: string): string[] {
  return [...expr.matchAll(/\b([a-zA-Z_:][\w:]*_(?:total|bucket))\b(?!\s*\()/g)].flatMap((match) => {
    const [, name = ''] = match;
    // Recorded series have colons: rules of alerts/ are checked there.
    if (name.includes(':')) return [];
    const before = expr.slice(0, match.index);
    const calls = [...enclosing(before)];
    return calls.some((call) => GROWTH.test(call) || /^(count|group|absent|timestamp|topk)$/.test(call))
      ? []
      : [name];
  });
}

/** Names of the functions whose parentheses are open at the end of a text. */
function enclosing(text: string): string[] {
  const open: string[] = [];
  for (const [token, name] of text.matchAll(/([a-z_]+)?\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\(|\)/g)) {
    if (token === ')') open.pop();
    else open.push(name ?? '');
  }
  return open;
}

/** Grafana draws no more with these. */
const DEPRECATED = new Set([
  'graph',
  'singlestat',
  'table-old',
  'grafana-worldmap-panel',
  'grafana-piechart-panel',
  'heatmap-old',
]);

/** The public linter's rules but for `exceptions`, and what else this house asks. */
export const lintRules: readonly LintRule[] = [
  {
    name: 'template-label-promql',
    faults: (dashboard) =>
      each(
        variablesOf(dashboard).map(({ name, type, definition = '' }) => {
          const [, selector] = /^label_values\((.*), (\w+)\)$/s.exec(definition) ?? [];
          const fault = selector === undefined ? 'no label_values(series, label)' : promqlFault(selector);
          return [type === 'query' && fault !== undefined, `variable ${name}: ${fault}`];
        }),
      ),
  },
  {
    name: 'template-on-time-change-reload',
    faults: (dashboard) =>
      each(
        variablesOf(dashboard).map(({ name, type, refresh }) => [
          type === 'query' && refresh !== 2,
          `variable ${name} is not asked anew when the time changes`,
        ]),
      ),
  },
  {
    name: 'panel-datasource',
    faults: (dashboard) =>
      each(
        asking(dashboard).map(({ title, datasource, targets = [] }) => [
          datasource === undefined || targets.some((one) => one.datasource.uid !== datasource.uid),
          `${title}: no data source, or several`,
        ]),
      ),
  },
  {
    name: 'panel-title-description',
    faults: (dashboard) =>
      each(
        panelsOf(dashboard).map(({ title, type, description = '' }) => [
          !/^[A-Z].*\?$/.test(title) || (type !== 'text' && !/^[A-Z\d].{12,}[.]$/s.test(description)),
          `${title}: a title is a question, and a description a sentence`,
        ]),
      ),
  },
  {
    name: 'panel-units',
    faults: (dashboard) =>
      each(
        asking(dashboard).map(({ title, fieldConfig }) => [!fieldConfig?.defaults.unit, `${title}: no unit`]),
      ),
  },
  {
    name: 'panel-no-targets',
    faults: (dashboard) =>
      each(
        asking(dashboard).map(({ title, targets = [] }) => [targets.length === 0, `${title} asks nothing`]),
      ),
  },
  {
    name: 'target-logql',
    faults: (dashboard) =>
      questions(dashboard, 'loki').flatMap(({ title, target }) =>
        logqlFaults(target.expr ?? '').map((fault) => `${title}: no LogQL from ${fault}`),
      ),
  },
  {
    name: 'target-logql-auto',
    faults: (dashboard) =>
      each(
        questions(dashboard, 'loki').map(({ title, target }) => [
          /\[(?!\$__auto|\$__range)[^\]]*\]/.test(withoutTexts(target.expr ?? '')),
          `${title}: a range that is neither $__auto nor $__range`,
        ]),
      ),
  },
  {
    name: 'target-promql',
    faults: (dashboard) =>
      metricQuestions(dashboard).flatMap(({ title, expr }) => {
        const fault = promqlFault(expr);
        return fault === undefined ? [] : [`${title}: ${fault}`];
      }),
  },
  {
    // Half an hour and more is on purpose: "within an hour". A shorter one of its own is too short where Prometheus
    // scrapes seldom, and too long for somebody who looks at five minutes.
    name: 'target-rate-interval',
    faults: (dashboard) =>
      each(
        metricQuestions(dashboard).map(({ title, expr }) => [
          [...expr.matchAll(/\b(?:i?rate)\([^()[\]]*\[([^\]]*)\]/g)].some(
            ([, range = '']) => !range.startsWith('$__') && secondsOf(range) < 1800,
          ),
          `${title}: a rate over a range of its own: ${expr}`,
        ]),
      ),
  },
  {
    name: 'target-counter-agg',
    faults: (dashboard) =>
      metricQuestions(dashboard).flatMap(({ title, expr }) =>
        growthless(written(expr)).map((counter) => `${title}: the value of the counter ${counter}`),
      ),
  },
  {
    name: 'uneditable-dashboard',
    faults: ({ editable }) =>
      each([[editable !== false, 'can be changed in place, where the change would be lost']]),
  },
  {
    name: 'no deprecated panels',
    faults: (dashboard) =>
      each(panelsOf(dashboard).map(({ title, type }) => [DEPRECATED.has(type), `${title}: ${type}`])),
  },
  {
    name: 'an empty state',
    faults: (dashboard) =>
      each(
        asking(dashboard).map(({ title, fieldConfig }) => [
          !/^[A-Z].*[.]$/s.test(fieldConfig?.defaults.noValue ?? ''),
          `${title}: nothing says what no data means`,
        ]),
      ),
  },
  {
    name: 'thresholds of its own',
    faults: (dashboard) =>
      each(
        asking(dashboard).map(({ title, fieldConfig }) => [
          fieldConfig?.defaults.thresholds?.steps[0]?.value !== null,
          `${title}: Grafana's own thresholds, red above 80`,
        ]),
      ),
  },
  {
    name: 'rows that fill the grid',
    faults: (dashboard) => {
      const all = (dashboard.panels ?? []) as unknown as LintPanel[];
      const taken = new Map<string, string>();
      const faults: string[] = [];
      for (const { title, gridPos } of all) {
        if (gridPos.x + gridPos.w > 24) faults.push(`${title} stands out of the grid`);
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
            const other = taken.get(`${x} ${y}`);
            if (other !== undefined && !faults.includes(`${title} lies on ${other}`))
              faults.push(`${title} lies on ${other}`);
            taken.set(`${x} ${y}`, title);
          }
      }
      const bottom = Math.max(0, ...all.map(({ gridPos }) => gridPos.y + gridPos.h));
      if (taken.size !== 24 * bottom) faults.push('there are holes between panels');
      return faults;
    },
  },
  {
    name: 'ids of its own',
    faults: (dashboard) => {
      const all = (dashboard.panels ?? []) as unknown as LintPanel[];
      return each([
        [
          new Set(all.map(({ id }) => id)).size !== all.length,
          'two panels have one id: two titles are the same',
        ],
        [!/^[a-z][a-z0-9-]{2,39}$/.test(dashboard.uid ?? ''), `a uid ${dashboard.uid}`],
      ]);
    },
  },
];
