import { basename } from 'node:path';
import { type Attributes, type Histogram, type Span, SpanKind, trace } from '@opentelemetry/api';
import { activeContext } from '../../context/active-context.ts';
import { Attr, instrumentationMetrics } from '../../conventions/index.ts';
import { guarded } from '../../setup/guard.ts';
import { shimTracer } from '../../setup/tracing-api.ts';
import { errorFacts } from '../../tracking/error-facts.ts';
import { failSpan } from '../../tracking/tracked-span.ts';
import { SCOPE_NAME, SHIM_VERSION } from '../../version.ts';
import { instrumentationMeters } from '../platform-metrics.ts';
import { knownOperation } from './operations.ts';
import { withoutValues } from './sql-text.ts';

const SYSTEM = 'sqlite';
const MEMORY = ':memory:';

/** A statement as its spans tell it; made once, for as often as it runs. */
export interface SqliteQuery {
  readonly name: string;
  readonly attributes: Attributes;
}

/** What is told of a statement in a database file; of one in memory there is no file to name. */
export function sqliteQuery(text: string, file: string | undefined): SqliteQuery {
  const operation = knownOperation(SYSTEM, text);
  const database = file === undefined || file === '' || file === MEMORY ? undefined : basename(file);
  return {
    name: database === undefined ? operation : `${operation} ${database}`,
    attributes: {
      [Attr.dbSystemName]: SYSTEM,
      [Attr.dbOperationName]: operation,
      ...(database !== undefined && { [Attr.dbNamespace]: database }),
      [Attr.dbQueryText]: withoutValues(text, SYSTEM),
    },
  };
}

let durations: Histogram | undefined;

/** A query that runs. Every one is counted; one that runs within another span has a span too. */
export class RunningQuery {
  readonly #query: SqliteQuery;
  readonly #span: Span | undefined;
  readonly #startedAt = performance.now();
  #ended = false;

  constructor(query: SqliteQuery) {
    const context = activeContext();
    const { name, attributes } = query;
    this.#query = query;
    this.#span =
      trace.getSpan(context) && shimTracer().startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
  }

  end(failure?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    // Files are often one for each user or session: a series each.
    const { [Attr.dbQueryText]: _, [Attr.dbNamespace]: _file, ...labels } = this.#query.attributes;
    const code = failure && codeOf(failure.error);
    if (failure !== undefined) {
      this.#span?.setAttributes({ [Attr.errorType]: code, [Attr.dbResponseStatusCode]: code });
      if (this.#span) failSpan(this.#span, errorFacts(failure.error));
    }
    this.#span?.end();
    durations ??= instrumentationMeters
      .getMeter(SCOPE_NAME, SHIM_VERSION)
      .createHistogram(instrumentationMetrics.databaseDuration, { unit: 's' });
    durations.record((performance.now() - this.#startedAt) / 1000, {
      ...labels,
      ...(code !== undefined && { [Attr.errorType]: code }),
    });
  }
}

/** Runs one query, which `describe` tells of; gives and throws what `work` does. */
export function runQuery<T>(describe: () => SqliteQuery, work: () => T): T {
  const running = guarded('seeing a query of SQLite', () => new RunningQuery(describe()));
  try {
    const result = work();
    guarded('seeing the end of a query of SQLite', () => running?.end());
    return result;
  } catch (error) {
    guarded('seeing the failure of a query of SQLite', () => running?.end({ error }));
    throw error;
  }
}

/** As `runQuery`, of what runs nothing yet: told only where it fails, as a statement that cannot be prepared does. */
export function failingQuery<T>(describe: () => SqliteQuery, work: () => T): T {
  try {
    return work();
  } catch (error) {
    guarded('seeing the failure of a query of SQLite', () => new RunningQuery(describe()).end({ error }));
    throw error;
  }
}

/** As `runQuery`, of one whose rows are read one by one: it ends with the last that is read. */
export function iterateQuery<T>(describe: () => SqliteQuery, work: () => T): T {
  const running = guarded('seeing a query of SQLite', () => new RunningQuery(describe()));
  const watched = <R>(step: () => R, isOver: (result: R) => boolean): R => {
    try {
      const result = step();
      if (isOver(result)) guarded('seeing the end of a query of SQLite', () => running?.end());
      return result;
    } catch (error) {
      guarded('seeing the failure of a query of SQLite', () => running?.end({ error }));
      throw error;
    }
  };
  const rows = watched(work, () => false);
  if (!isIterator(rows)) return rows;
  const { next, return: stop } = rows;
  rows.next = (...given) =>
    watched(
      () => next.apply(rows, given),
      ({ done }) => done === true,
    );
  if (stop)
    rows.return = (...given) =>
      watched(
        () => stop.apply(rows, given),
        () => true,
      );
  return rows;
}

function isIterator(value: unknown): value is Iterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}

/** SQLite's own code: its name where the driver tells it (`SQLITE_BUSY`), else its number. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '_OTHER';
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  if (typeof errcode === 'number') return String(errcode);
  if (typeof code === 'string' && code !== '') return code;
  return error instanceof Error ? error.constructor.name : '_OTHER';
}
