import type { Dashboard, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';

/** What is chosen in each variable: values, all of them, or the text typed in. */
export type Choices = ReadonlyMap<string, Choice>;
export type Choice =
  | { readonly values: readonly string[] }
  /** All of several: either what stands for all, such as `.*`, or each value. */
  | { readonly all: string }
  | { readonly text: string };

/** The time that is looked at, in milliseconds since 1970, and how wide a point of a panel is. */
export interface Looked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalS: number;
  /** How often Prometheus scrapes, which its data source says. */
  readonly scrapeS: number;
}

const forms: Readonly<Record<string, (values: readonly string[]) => string>> = {
  regex: (values) => alternatives(values.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))),
  sqlstring: (values) => values.map((value) => `'${value.replaceAll("'", "''")}'`).join(','),
  csv: (values) => values.join(','),
  pipe: (values) => values.join('|'),
  percentencode: (values) =>
    encodeURIComponent(values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`),
};

/** As Grafana's data sources of Prometheus and Loki write several values into a regular expression. */
const inRegExp = (values: readonly string[]) =>
  alternatives(values.map((value) => value.replaceAll(/[\\^$*+?.()|[\]{}]/g, '\\\\$&')));

function alternatives(values: readonly string[]): string {
  const [only = ''] = values;
  return values.length === 1 ? only : `(${values.join('|')})`;
}

/** A text with its variables put in as Grafana does, those of the time included; an unknown name stays as it is. */
export function interpolate(text: string, chosen: Choices, looked: Looked): string {
  const { fromMs, toMs, intervalS, scrapeS } = looked;
  const rangeS = Math.round((toMs - fromMs) / 1000);
  const builtIn: Readonly<Record<string, string>> = {
    __from: String(fromMs),
    __to: String(toMs),
    __interval: `${intervalS}s`,
    __interval_ms: String(intervalS * 1000),
    __rate_interval: `${Math.max(intervalS + scrapeS, 4 * scrapeS)}s`,
    __auto: `${intervalS}s`,
    __range: `${rangeS}s`,
    __range_s: String(rangeS),
    __range_ms: String(toMs - fromMs),
    __url_time_range: `from=${fromMs}&to=${toMs}`,
  };
  return text.replaceAll(/\$(?:(\w+)|\{(\w+)(?::(\w+))?\})/g, (written, bare, braced, form = '') => {
    const name: string = bare ?? braced;
    const given = builtIn[name];
    if (given !== undefined) return given;
    const choice = chosen.get(name);
    if (choice === undefined) return written;
    if (form === 'queryparam') return queryOf(name, choice);
    if ('all' in choice) return choice.all;
    const values = 'text' in choice ? [choice.text] : choice.values;
    const write = form === '' ? ('text' in choice ? forms.csv : inRegExp) : forms[form];
    if (write === undefined)
      throw new Error(`expected a form of ${Object.keys(forms).join(', ')}, got ${written}`);
    return write(values);
  });
}

function queryOf(name: string, choice: Choice): string {
  const values = 'all' in choice ? ['$__all'] : 'text' in choice ? [choice.text] : choice.values;
  return values.map((value) => `var-${name}=${encodeURIComponent(value)}`).join('&');
}

/** SQL with Grafana's macros for PostgreSQL written out. */
export function sqlOf(text: string, { fromMs, toMs, intervalS }: Looked): string {
  const time = (ms: number) => `'${new Date(ms).toISOString()}'`;
  const group = (column: string, width: string) => {
    const [, count = '', unit = 's'] = /^'?(\d+)(s|m|h|d)'?$/.exec(width.trim()) ?? [];
    const seconds =
      Number(count === '' ? intervalS : count) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's'];
    return `floor(extract(epoch from ${column})/${seconds})*${seconds}`;
  };
  return text
    .replaceAll(
      /\$__timeFilter\(([^()]+)\)/g,
      (_all, column) => `${column} BETWEEN ${time(fromMs)} AND ${time(toMs)}`,
    )
    .replaceAll('$__timeFrom()', time(fromMs))
    .replaceAll('$__timeTo()', time(toMs))
    .replaceAll(
      /\$__timeGroup(Alias)?\(([^(),]+),([^(),]+)(?:,[^()]*)?\)/g,
      (_all, alias, column, width) => group(column.trim(), width) + (alias === undefined ? '' : ' AS "time"'),
    );
}

/** What a dashboard's variables are before anybody chooses. `listed` are the values of one that has no word for all. */
export async function startChoices(
  { templating }: Dashboard,
  listed: (variable: VariableModel, chosen: Choices) => Promise<readonly string[]>,
): Promise<Choices> {
  const chosen = new Map<string, Choice>();
  for (const variable of templating?.list ?? []) {
    if (variable.type === 'textbox') chosen.set(variable.name, { text: String(variable.query ?? '') });
    else if (variable.allValue !== undefined) chosen.set(variable.name, { all: variable.allValue });
    else chosen.set(variable.name, { values: await listed(variable, chosen) });
  }
  return chosen;
}
