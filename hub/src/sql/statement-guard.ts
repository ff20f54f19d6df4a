import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import { HubError } from '../errors.ts';
import { allowedFunctions, lengthArguments, patternArguments } from './allowed-functions.ts';
import {
  allowedNodes,
  allowedOperators,
  allowedParts,
  allowedTypes,
  allowedValueFunctions,
  patternOperators,
  sqlViews,
} from './allowed-syntax.ts';

export const MAX_STATEMENT_BYTES = 32 * 1024;
const MAX_PATTERN = 200;
const MAX_LENGTH = 1000;
const MAX_SERIES = 10_000;
/** Of our schema: for PostgreSQL `date('now')` alone is a cast. */
const DATE_PREFIX = 'observatory_sql.';

type Tree = Readonly<Record<string, unknown>>;

/** A statement that passed. */
export interface CheckedStatement {
  /** What goes to the server. */
  readonly text: string;
  /** The views it reads, each once. */
  readonly views: string[];
  /** Character, from 1, of the statement as given, of a character of `text`. */
  readonly positionOf: (position: number) => number;
}

/** Loads PostgreSQL's parser; to be awaited before the first check. */
export const loadParser = loadModule;

/**
 * Reads a statement by PostgreSQL's own parser and lets it pass if it is one SELECT (or VALUES) made of nothing but what the
 * lists here name. Throws OBS_SQL_REFUSED with what is not allowed and where it stands. This is one of two walls: the role that
 * runs it can read no more than the views either. `functionNames`: see readFunctionNames.
 */
export function checkStatement(sql: string, functionNames: ReadonlySet<string>): CheckedStatement {
  if (sql.includes('\0')) throw refused('A statement holds no NUL.');
  const bytes = Buffer.from(sql);
  if (bytes.length > MAX_STATEMENT_BYTES)
    throw refused(`Expected at most ${MAX_STATEMENT_BYTES} bytes, got ${bytes.length}.`);
  if (sql.trim() === '') throw refused('Expected a SELECT, got nothing.');
  try {
    const { stmts = [] } = parseSync(sql);
    const [first, ...rest] = stmts;
    if (first?.stmt === undefined || rest.length > 0)
      throw refused(`Expected one statement, got ${stmts.length}.`);
    const walk = new Walk(bytes, functionNames);
    const [kind] = Object.keys(first.stmt);
    if (kind !== 'SelectStmt') throw refused(`Expected a SELECT, got ${named(kind ?? '')}.`);
    walk.tree(first.stmt as unknown as Tree);
    return withDates(sql, bytes, walk);
  } catch (error) {
    if (error instanceof HubError) throw error;
    if (hasSqlDetails(error)) {
      const position = (error.sqlDetails?.cursorPosition ?? 0) + 1;
      throw refused(`${error.message.slice(0, 300)}, at character ${position}.`, position);
    }
    // The parser and the walk here go down with the statement.
    if (error instanceof RangeError) throw refused('The statement is nested too deep.');
    throw refused('The statement cannot be parsed.');
  }
}

function withDates(sql: string, bytes: Buffer, { dates, views }: Walk): CheckedStatement {
  const places = [...new Set(dates)].sort((a, b) => a - b).map((at) => bytes.toString('utf8', 0, at).length);
  let text = '';
  let from = 0;
  for (const place of places) {
    text += sql.slice(from, place) + DATE_PREFIX;
    from = place;
  }
  return {
    text: text + sql.slice(from),
    views: [...views],
    positionOf: (position) =>
      places.reduce(
        (at, place) => (at > place + DATE_PREFIX.length ? at - DATE_PREFIX.length : at),
        position,
      ),
  };
}

function refused(message: string, position?: number): HubError {
  return new HubError('OBS_SQL_REFUSED', message, {
    where: position === undefined ? 'sql' : `sql:${position}`,
  });
}

/** `InsertStmt` as people know it. */
const named = (node: string) =>
  node
    .replace(/(Stmt|Clause)$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase();

class Walk {
  /** Bytes at which a call of `date` begins. */
  readonly dates: number[] = [];
  readonly views = new Set<string>();
  readonly #bytes: Buffer;
  readonly #functionNames: ReadonlySet<string>;
  readonly #known: Set<string> = new Set(sqlViews);
  #at = 0;

  constructor(bytes: Buffer, functionNames: ReadonlySet<string>) {
    this.#bytes = bytes;
    this.#functionNames = functionNames;
  }

  tree(value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.tree(one);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, part] of Object.entries(value)) {
      if (/^[A-Z]/.test(key)) this.#node(key, part as Tree);
      else if (!allowedParts.has(key)) throw this.#fault(`${named(key)} is not taken`);
      else if (key === 'typeName') this.#type(part as Tree);
      else this.tree(part);
    }
  }

  #node(kind: string, node: Tree): void {
    if (typeof node.location === 'number' && node.location > 0) this.#at = node.location;
    if (!allowedNodes.has(kind)) throw this.#fault(`${named(kind)} is not taken`);
    if (kind === 'CommonTableExpr') this.#commonTable(String(node.ctename));
    if (kind === 'RangeVar') this.#relation(node);
    if (kind === 'FuncCall') this.#call(node);
    if (kind === 'A_Expr') this.#operator(node);
    if (kind === 'ColumnRef' || kind === 'A_Indirection') this.#column(node);
    if (kind === 'SubLink' && node.operName !== undefined) this.#operator({ name: node.operName });
    if (kind === 'SQLValueFunction' && !allowedValueFunctions.has(String(node.op)))
      throw this.#fault(`${String(node.op).replace('SVFOP_', '')} is not taken`);
    // Common tables are named before what reads them is looked at.
    if (node.withClause !== undefined) this.#names(node.withClause);
    this.tree(node);
  }

  #names(clause: unknown): void {
    for (const { CommonTableExpr: table } of (clause as { ctes: { CommonTableExpr?: Tree }[] }).ctes)
      if (table) this.#commonTable(String(table.ctename));
  }

  /** Beyond its scope such a name would be a table's again, of which there are none but the catalog's. */
  #commonTable(name: string): void {
    if (/^pg_/i.test(name)) throw this.#fault(`"${name.slice(0, 60)}" is no name for WITH here`);
    this.#known.add(name);
  }

  #relation({ relname, schemaname, catalogname }: Tree): void {
    const name = String(relname);
    if (schemaname !== undefined || catalogname !== undefined || !this.#known.has(name))
      throw this.#fault(
        `There is no table ${[catalogname, schemaname, name]
          .filter((part) => part !== undefined)
          .join('.')
          .slice(0, 100)}; there are ${sqlViews.join(', ')}`,
      );
    if (sqlViews.some((view) => view === name)) this.views.add(name);
  }

  #call({ funcname, args = [], location }: Tree): void {
    const path = textsOf(funcname);
    const name = path.at(-1) ?? '';
    if (path.length > 2 || (path.length === 2 && path[0] !== 'pg_catalog') || !allowedFunctions.has(name))
      throw this.#fault(`There is no function ${path.join('.').slice(0, 100)} here`);
    const given = args as readonly Tree[];
    const pattern = patternArguments[name];
    if (pattern !== undefined) this.#pattern(given[pattern], name);
    const length = lengthArguments[name];
    if (length !== undefined && !(constantOf(given[length]) <= MAX_LENGTH))
      throw this.#fault(`${name} takes a length of at most ${MAX_LENGTH}, written as a number`);
    if (name === 'generate_series') this.#series(given);
    if (name === 'date' && path.length === 1) this.#date(Number(location ?? 0));
  }

  #date(at: number): void {
    if (!/^(date|"date")/i.test(this.#bytes.toString('latin1', at, at + 6)))
      throw this.#fault('date is to be written as it is');
    this.dates.push(at);
  }

  #series(args: readonly Tree[]): void {
    const [from = Number.NaN, to = Number.NaN, step = 1] = args.map(constantOf);
    if (!(Math.abs((to - from) / step) <= MAX_SERIES))
      throw this.#fault(
        `generate_series takes whole numbers as written, of which at most ${MAX_SERIES} come out`,
      );
  }

  #operator({ name, rexpr }: Tree): void {
    const path = textsOf(name);
    const [sign = ''] = path;
    if (path.length !== 1 || !allowedOperators.has(sign))
      throw this.#fault(`The operator ${path.join('.').slice(0, 40)} is not taken`);
    if (patternOperators.has(sign)) this.#pattern(rexpr as Tree | undefined, sign);
  }

  #pattern(argument: Tree | undefined, of: string): void {
    const text = (argument?.A_Const as { sval?: { sval?: string } } | undefined)?.sval?.sval;
    if (text === undefined || text.length > MAX_PATTERN)
      throw this.#fault(`${of} takes a pattern of at most ${MAX_PATTERN} characters, written as a text`);
  }

  /** `row.name`, or `(value).name`, calls a function of that name where there is no such column. */
  #column({ fields, indirection }: Tree): void {
    const [, ...names] = fields === undefined ? ['', ...textsOf(indirection)] : textsOf(fields);
    const name = names.find((one) => /^pg_/i.test(one) || this.#isForeignFunction(one));
    if (name !== undefined)
      throw this.#fault(
        `There is no column ${name.slice(0, 60)}; one of yours of this name is taken without what stands before the dot`,
      );
  }

  #isForeignFunction(name: string): boolean {
    // `name` is a column, and as a type a text of bounded length.
    return (
      this.#functionNames.has(name) &&
      !allowedFunctions.has(name) &&
      !allowedTypes.has(name) &&
      name !== 'name'
    );
  }

  #type({ names, typmods, setof, pct_type: ofColumn, location }: Tree): void {
    if (typeof location === 'number' && location > 0) this.#at = location;
    const path = textsOf(names);
    const name = path.at(-1) ?? '';
    const isKnown = path.length === 1 || (path.length === 2 && path[0] === 'pg_catalog');
    if (!isKnown || !allowedTypes.has(name) || setof || ofColumn)
      throw this.#fault(`There is no type ${path.join('.').slice(0, 100)} here`);
    // A `char(n)` is filled up to its length.
    for (const one of (typmods as readonly Tree[] | undefined) ?? []) {
      const isSize = Math.abs(constantOf(one)) <= MAX_LENGTH || path.includes('interval');
      if (!isSize) throw this.#fault(`A type takes numbers up to ${MAX_LENGTH}`);
    }
  }

  #fault(message: string): HubError {
    const position = this.#bytes.toString('utf8', 0, this.#at).length + 1;
    return refused(`${message}, at character ${position}.`, position);
  }
}

function textsOf(list: unknown): string[] {
  return ((list as readonly Tree[] | undefined) ?? []).map(
    (one) => (one.String as { sval?: string } | undefined)?.sval ?? '',
  );
}

/** A whole number as written; NaN where something else stands there. */
function constantOf(node: Tree | undefined): number {
  const constant = node?.A_Const as { ival?: { ival?: number } } | undefined;
  if (constant?.ival !== undefined) return constant.ival.ival ?? 0;
  const minus = node?.A_Expr as { name?: unknown; lexpr?: unknown; rexpr?: Tree } | undefined;
  if (minus !== undefined && minus.lexpr === undefined && textsOf(minus.name)[0] === '-')
    return -constantOf(minus.rexpr);
  return Number.NaN;
}
