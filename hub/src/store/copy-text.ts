/** PostgreSQL's text format of COPY (its manual, "COPY", File Formats): one line a row, tabs between fields. */

const SPECIAL = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
export const NULL = '\\N';

export function copyText(value: string): string {
  return SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, (char) => escapes[char] ?? char) : value;
}

export function copyNullable(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return NULL;
  return typeof value === 'number' ? String(value) : copyText(value);
}

/** A bytea from hex digits. */
export function copyHex(hex: string | null): string {
  return hex === null ? NULL : `\\\\x${hex}`;
}

export function copyJson(value: unknown): string {
  return value === null || value === undefined ? NULL : copyText(JSON.stringify(value));
}
