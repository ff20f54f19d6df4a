import { Attr, type Severity, severities, severityNumbers } from '@observatory/shim/conventions';
import { FIRST_PROJECT } from '../access/principal.ts';
import type { Database } from '../store/database.ts';
import { readLogs, type StoredLog } from '../store/read-trace.ts';
import { IntegrationFault } from './ask-server.ts';
import type { Loki, LokiLine } from './loki.ts';

export interface TraceLogsQuestion {
  readonly traceId: string;
  /** Of the execution; `untilUs` is now while it runs. */
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly limit: number;
}

export interface TraceLogs {
  readonly lines: readonly StoredLog[];
  readonly source: 'hub' | 'loki';
  /** Why they are not from Loki, where they should be. */
  readonly error: string | null;
}

/** Clocks of hosts differ, and a line may come after the end. */
const AROUND_US = 5 * 60_000_000;
/** Loki reads all that services said in that time. */
const MAX_US = 24 * 3_600_000_000;

/**
 * Log lines of a trace, earliest first: from Loki where the hub knows one, else those that were sent to the hub. These
 * stand in as well where Loki does not answer, or has none (yet). Loki tells no projects apart and holds what the stack's
 * collector sends, which is the first project's: another one, whose trace may have the same id, is shown none of it.
 */
export async function readTraceLogs(
  database: Database,
  loki: Loki | null,
  project: string,
  question: TraceLogsQuestion,
): Promise<TraceLogs> {
  const { traceId, limit } = question;
  let error: string | null = null;
  if (loki !== null && project === FIRST_PROJECT) {
    try {
      const lines = await loki.lines(lokiQuestion(question));
      if (lines.length > 0) return { lines: lines.map(storedLogOf), source: 'loki', error };
    } catch (fault) {
      if (!(fault instanceof IntegrationFault)) throw fault;
      error = fault.message;
    }
  }
  return { lines: await readLogs(database, project, traceId, limit), source: 'hub', error };
}

/** Ids are structured metadata; a line that is reported by hand says its execution alone. Events are no lines. */
function lokiQuestion({ traceId, sinceUs, untilUs, limit }: TraceLogsQuestion) {
  const from = sinceUs - AROUND_US;
  const execution = label(Attr.executionId);
  return {
    query:
      `{service_name=~".+"} | (trace_id="${traceId}" or ${execution}=~"${traceId}[0-9a-f]{16}")` +
      ` | ${label(Attr.eventName)}!~"observatory[.].*"`,
    sinceUs: from,
    untilUs: Math.min(untilUs + AROUND_US, from + MAX_US),
    limit,
  };
}

/** A line of Loki in the form of the hub's own. Its attributes are labels: with underscores, and texts all. */
function storedLogOf({ timeUs, text, labels }: LokiLine): StoredLog {
  const { service_name, trace_id, span_id, severity_number, severity_text, detected_level, ...attributes } =
    labels;
  return {
    time: timeUs,
    severity: severityNumberOf(severity_number, severity_text ?? detected_level),
    severity_text: severity_text ?? '',
    body: text,
    trace_id: trace_id ?? null,
    span_id: span_id ?? null,
    attributes,
    service: service_name ?? '',
  };
}

function severityNumberOf(number: string | undefined, text = ''): number {
  if (number !== undefined && /^\d{1,2}$/.test(number)) return Number(number);
  const severity: Severity = severities.find((one) => one === text.toLowerCase()) ?? 'info';
  return severityNumbers[severity];
}

const label = (attribute: string) => attribute.replaceAll('.', '_');
