import { toMs } from '../lib/format-time.ts';
import { cellValue, type SqlResult, type SqlValue } from './run-sql.ts';

/** What of an answer is drawn: a column along the axis and others as its values; by their names. */
export interface ChartChoice {
  readonly x: string;
  readonly y: readonly string[];
  readonly form: 'line' | 'bars';
}

/** What a column can be in a chart. */
type Role = 'time' | 'figure' | 'text';

const TIMES = /^(timestamp|date)/;
const FIGURES = /^(bigint|integer|smallint|numeric|real|double precision|int[248]|float[48])/;
const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/;
const MOST_SERIES = 8;

function roleOf({ type }: SqlResult['columns'][number], values: readonly unknown[]): Role {
  if (TIMES.test(type)) return 'time';
  if (FIGURES.test(type)) return 'figure';
  // SQLite's functions give times as texts.
  const given = values.filter((value) => value !== null);
  return given.length > 0 && given.every((value) => typeof value === 'string' && ISO.test(value))
    ? 'time'
    : 'text';
}

/** The columns of an answer by what they can be in a chart. */
export function rolesOf({ columns, rows }: SqlResult): readonly { name: string; role: Role }[] {
  return columns.map((column, index) => ({
    name: column.name,
    role: roleOf(
      column,
      rows.slice(0, 50).map((row) => row[index]),
    ),
  }));
}

/** What is drawn where nobody chose: the first time, else the first text, against all figures. Null without a figure. */
export function usualChoice(result: SqlResult): ChartChoice | null {
  const roles = rolesOf(result);
  const figures = roles.filter(({ role }) => role === 'figure').map(({ name }) => name);
  const x = roles.find(({ role }) => role === 'time') ?? roles.find(({ role }) => role === 'text');
  if (figures.length === 0) return null;
  if (!x) {
    const [first = '', ...rest] = figures;
    return rest.length === 0 ? null : { x: first, y: rest.slice(0, MOST_SERIES), form: 'bars' };
  }
  return { x: x.name, y: figures.slice(0, MOST_SERIES), form: x.role === 'time' ? 'line' : 'bars' };
}

/** A choice from an address, as far as the answer has these columns; the usual one otherwise. */
export function readChoice(result: SqlResult, search: URLSearchParams): ChartChoice | null {
  const usual = usualChoice(result);
  if (usual === null) return null;
  const names = new Set(result.columns.map(({ name }) => name));
  const x = search.get('x') ?? '';
  const y = (search.get('y') ?? '').split(',').filter((name) => names.has(name));
  const form = search.get('form');
  return {
    x: names.has(x) ? x : usual.x,
    y: y.length > 0 ? y.slice(0, MOST_SERIES) : usual.y,
    form: form === 'bars' || form === 'line' ? form : usual.form,
  };
}

const figureOf = (value: SqlValue): number | null => {
  const figure = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof figure === 'number' && Number.isFinite(figure) ? figure : null;
};

/** A chart's values: over time where `x` is one (seconds since the epoch, rising), else by what `x` says. */
export type ChartData =
  | { readonly kind: 'time'; readonly times: readonly number[]; readonly series: readonly NamedValues[] }
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly series: readonly NamedValues[] };

interface NamedValues {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What to draw of an answer. */
export function chartData(result: SqlResult, { x, y }: ChartChoice): ChartData {
  const at = (name: string) => result.columns.findIndex((column) => column.name === name);
  const cell = (row: readonly unknown[], index: number) => cellValue(row[index] ?? null);
  const [xAt, isTime] = [at(x), rolesOf(result).find(({ name }) => name === x)?.role === 'time'];
  const series = (rows: SqlResult['rows']) =>
    y.map((label) => ({ label, values: rows.map((row) => figureOf(cell(row, at(label)))) }));
  if (!isTime) {
    return {
      kind: 'names',
      names: result.rows.map((row) => String(cell(row, xAt) ?? '')),
      series: series(result.rows),
    };
  }
  const timed = result.rows
    .map((row) => ({ row, ms: timeOf(cell(row, xAt)) }))
    .filter(({ ms }) => Number.isFinite(ms))
    .sort((a, b) => a.ms - b.ms);
  return {
    kind: 'time',
    times: timed.map(({ ms }) => ms / 1_000),
    series: series(timed.map(({ row }) => row)),
  };
}

/** Times of SQLite's functions have no zone; they are in UTC. */
function timeOf(value: SqlValue): number {
  const text = String(value ?? '').replace(' ', 'T');
  if (text === '') return Number.NaN;
  return toMs(/(Z|[+-]\d\d:?\d\d)$/.test(text) || text.length <= 10 ? text : `${text}Z`);
}
