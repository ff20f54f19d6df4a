import type pg from 'pg';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';

/** A value of an answer: what JSON has no form for is a text, as PostgreSQL prints it. */
export type SqlValue = string | number | boolean | null;

const BOOL = 16;
const TIMESTAMPTZ = 1184;
const wholeNumbers = new Set([20, 21, 23]);
const numbers = new Set([700, 701, 1700]);

const typeNames: Readonly<Record<number, string>> = {
  16: 'boolean',
  20: 'bigint',
  21: 'smallint',
  23: 'integer',
  25: 'text',
  114: 'json',
  700: 'real',
  701: 'double precision',
  1042: 'char',
  1043: 'varchar',
  1082: 'date',
  1083: 'time',
  1114: 'timestamp',
  1184: 'timestamptz',
  1186: 'interval',
  1700: 'numeric',
  2950: 'uuid',
  3802: 'jsonb',
  199: 'json[]',
  1000: 'boolean[]',
  1007: 'integer[]',
  1009: 'text[]',
  1016: 'bigint[]',
  1022: 'double precision[]',
  1185: 'timestamptz[]',
  1231: 'numeric[]',
  3807: 'jsonb[]',
  705: 'text',
  2249: 'record',
};

/** What a type is called in the answer; those that are seldom by their number. */
export const typeName = (oid: number): string => typeNames[oid] ?? `oid ${oid}`;

/** For `pg`: values as an answer has them. Instants are in UTC with microseconds. */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (text: string) => valueIn(oid, text),
};

function valueIn(oid: number, text: string): SqlValue {
  if (oid === BOOL) return text === 't';
  if (wholeNumbers.has(oid)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : text;
  }
  if (numbers.has(oid)) {
    // More digits than a number of JSON keeps, NaN and infinity stay texts.
    const digits = text.replace(/^-?0*\.?0*|[-.]|e.*$/gi, '').length;
    const number = Number(text);
    return Number.isFinite(number) && digits <= 17 ? number : text;
  }
  return oid === TIMESTAMPTZ ? instantOf(text) : text;
}

function instantOf(text: string): string {
  // Before the year 1 and after 9999 ISO 8601 has other forms.
  return /^\d{4}-/.test(text) && !text.endsWith('BC') ? isoOfMicros(microsOfTimestamp(text)) : text;
}
