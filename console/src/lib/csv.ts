/** What a cell of a table file can hold. */
export type CsvValue = string | number | boolean | null;

/** Programs for tables take texts that begin so for formulas, and run them. */
const FORMULA = /^[=+\-@\t\r]/;

function cellOf(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Rows as CSV (RFC 4180) with the heads in the first line. Texts that begin with `=`, `+`, `-`, `@` or a tab have a `'`
 * before them, so that no program takes them for a formula.
 */
export function writeCsv(heads: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [heads, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}
