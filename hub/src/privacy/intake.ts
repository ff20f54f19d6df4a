import { Attr, hubMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import type { AlertNotice } from '../alerts/alert-notice.ts';
import { counter } from '../metrics/instruments.ts';
import type { Attributes, Decoded } from '../otlp/records.ts';
import type { Batch } from '../store/batch.ts';
import { type Database, isStoreFailure, storeError } from '../store/database.ts';
import { executionIdOf } from '../store/execution-id.ts';
import { microsOfTimestamp } from '../store/micros.ts';
import { ErasedUsers, erasedName } from './erased-users.ts';
import { RecordRedactor } from './redact-records.ts';
import { compileRule } from './redaction-rule.ts';
import { readAllRules } from './rule-store.ts';
import { userKeys, userLabels } from './user-keys.ts';

/** How old another hub's change may get before this one knows it. */
const POLL_MS = 2000;
/** Names of rules in metrics, of all projects together; the others count as `other`. */
const MOST_LABELS = 100;
const INVOKES: ReadonlySet<unknown> = new Set(['invoke_agent', 'invoke_workflow']);

export interface IntakeOptions {
  readonly database: Database;
  readonly registry: Registry;
  readonly retentionDays: number;
  /** Another hub changed rules, or erased something. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** What is between what comes in and the store: takes out what was erased, and what rules find. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #count: (rule: string, count: number) => void;
  #version = -1;
  #redactors = new Map<string, RecordRedactor>();
  #withoutRules: RecordRedactor;
  #users = new ErasedUsers(Buffer.alloc(0), new Map());
  #hasErased = false;
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const redactions = counter(hubMetrics.redactions, options.registry);
    const labels = new Set<string>();
    this.#count = (rule, count) => {
      if (labels.size < MOST_LABELS) labels.add(rule);
      redactions.inc({ rule: labels.has(rule) ? rule : 'other' }, count);
    };
    this.#withoutRules = new RecordRedactor([], this.#count);
  }

  /** Reads rules and erasures, and goes on looking for changes. Rejects where they cannot be read: nothing may come in then. */
  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh().catch(this.#options.onError), POLL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Takes over what changed, at once. */
  async refresh(): Promise<void> {
    // A look that is under way may have begun before the change.
    await this.#loading?.catch(() => {});
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    await this.#loading;
  }

  /** What of a request may be stored, as it may be stored. */
  async clean(project: string, decoded: Decoded): Promise<Decoded> {
    const left = this.#hasErased ? await this.#withoutErased(project, decoded) : decoded;
    return this.#redactor(project).decoded(left);
  }

  /** Alerts that came, as they may be stored. */
  batch(batch: Batch): Batch {
    const stored = batch.alerts.filter((notice) => !this.#hasErased || !this.#isOfErasedLabels(notice));
    const alerts = stored.map((notice) => this.#redactor(notice.project).notice(notice));
    return { ...batch, alerts };
  }

  #redactor(project: string): RecordRedactor {
    return this.#redactors.get(project) ?? this.#withoutRules;
  }

  async #load(): Promise<void> {
    const { database, retentionDays, onChange } = this.#options;
    const { pool } = database.urgent;
    const state = await pool.query<{ version: number; key: Buffer }>(
      'SELECT version, key FROM privacy_state',
    );
    const { version = 0, key = Buffer.alloc(0) } = state.rows[0] ?? {};
    if (version === this.#version) return;
    const isFirst = this.#version === -1;
    const redactors = new Map<string, RecordRedactor>();
    for (const [project, rules] of await readAllRules(pool)) {
      const compiled = rules.flatMap((rule) => (rule.enabled ? [compileRule(rule, 'rule')] : []));
      redactors.set(project, new RecordRedactor(compiled, this.#count));
    }
    const erased = await pool.query<{ project: string; hash: string; at: string }>(
      `SELECT project, encode(user_hash, 'hex') AS hash, max(requested_at) AS at FROM erasures
       WHERE requested_at > now() - make_interval(days => $1) GROUP BY project, user_hash`,
      [retentionDays],
    );
    const before = new Map(
      erased.rows.map((row) => [erasedName(row.project, row.hash), microsOfTimestamp(row.at)] as const),
    );
    this.#redactors = redactors;
    this.#users = new ErasedUsers(key, before);
    this.#hasErased = !this.#users.isEmpty;
    this.#version = version;
    if (!isFirst) onChange();
  }

  async #withoutErased(project: string, decoded: Decoded): Promise<Decoded> {
    if (decoded.signal === 'metrics') return decoded;
    const places = new Map<object, Place>();
    for (const record of decoded.records) places.set(record, placeOf(record));
    const traces = new Set<string>();
    for (const { traceId } of places.values()) if (traceId !== null) traces.add(traceId);
    const erased = await this.#erasedOf(project, [...traces]);
    const stays = (record: Placed, timeUs: number) => {
      const place = places.get(record);
      if (place === undefined) return true;
      const of = erased.get(place.traceId ?? '');
      if (of !== undefined && (of.isWhole || isOf(of, place))) return false;
      return !this.#isOfErasedUser(project, record, timeUs);
    };
    if (decoded.signal === 'traces')
      return { ...decoded, records: decoded.records.filter((span) => stays(span, span.startUs)) };
    return { ...decoded, records: decoded.records.filter((log) => stays(log, log.timeUs)) };
  }

  async #erasedOf(project: string, traceIds: readonly string[]): Promise<Map<string, Erased>> {
    if (traceIds.length === 0) return new Map();
    try {
      const { rows } = await this.#options.database.workPool.query<ErasedRow>({
        name: 'intake-erased',
        text: `SELECT encode(trace_id, 'hex') AS trace_id, is_whole, span_ids, execution_ids FROM erased_traces
               WHERE project = $1 AND trace_id = ANY($2::bytea[])`,
        values: [project, traceIds.map((id) => Buffer.from(id, 'hex'))],
      });
      return new Map(
        rows.map((row) => [
          row.trace_id,
          {
            isWhole: row.is_whole,
            spans: new Set(row.span_ids.map((id) => id.toString('hex'))),
            executions: new Set(row.execution_ids.map((id) => id.toString('hex'))),
          },
        ]),
      );
    } catch (error) {
      if (!(error instanceof Error) || !isStoreFailure(error)) throw error;
      throw storeError(error);
    }
  }

  /** Whoever evaluates an alert tells of it again and again. */
  #isOfErasedLabels({ project, labels, startsUs }: AlertNotice): boolean {
    return userLabels.some((name) => {
      const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
      return value !== undefined && this.#users.has(project, value, startsUs);
    });
  }

  #isOfErasedUser(project: string, { attributes, source }: Placed, timeUs: number): boolean {
    for (const name of userKeys) {
      for (const value of [attributes[name], source.resource[name]]) {
        if (typeof value !== 'string' && typeof value !== 'number') continue;
        if (this.#users.has(project, String(value), timeUs)) return true;
      }
    }
    return false;
  }
}

interface Placed {
  readonly source: { readonly resource: Attributes };
  readonly attributes: Attributes;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId?: string | null;
}

interface Place {
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly executionId: string | null;
}

interface Erased {
  readonly isWhole: boolean;
  readonly spans: ReadonlySet<string>;
  readonly executions: ReadonlySet<string>;
}

interface ErasedRow {
  readonly trace_id: string;
  readonly is_whole: boolean;
  readonly span_ids: readonly Buffer[];
  readonly execution_ids: readonly Buffer[];
}

function placeOf(record: Placed): Place {
  const executionId = executionIdOf(record.attributes[Attr.executionId]);
  // What is below a span of the user's is the user's, but for an execution of its own.
  const isExecution = INVOKES.has(record.attributes[Attr.operationName]);
  return {
    traceId: record.traceId ?? executionId?.slice(0, 32) ?? null,
    spanId: record.spanId,
    parentSpanId: isExecution ? null : (record.parentSpanId ?? null),
    executionId,
  };
}

function isOf({ spans, executions }: Erased, { spanId, parentSpanId, executionId }: Place): boolean {
  return (
    (spanId !== null && spans.has(spanId)) ||
    (parentSpanId !== null && spans.has(parentSpanId)) ||
    (executionId !== null && executions.has(executionId))
  );
}
