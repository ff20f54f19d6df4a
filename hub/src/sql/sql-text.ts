import type { SqlAnswer } from './run-statement.ts';
import type { SqlValue } from './sql-values.ts';

type Table = Pick<SqlAnswer, 'columns' | 'rows'>;

/** A table as CSV (RFC 4180) with a line of names; null is an empty field, an empty text is quoted. */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns.map(({ name }) => name), ...rows];
  return lines.map((line) => `${line.map(fieldOf).join(',')}\r\n`).join('');
}

function fieldOf(value: SqlValue): string {
  if (value === null) return '';
  const text = String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line of JSON a row: an object by the names of the columns; of two of one name the last stays. */
export function ndjsonOf({ columns, rows }: Table): string {
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))),
  );
  return lines.map((line) => `${line}\n`).join('');
}
