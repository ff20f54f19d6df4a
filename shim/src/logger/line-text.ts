import { type Context, INVALID_SPANID, INVALID_TRACEID, type SpanContext, trace } from '@opentelemetry/api';
import type { LogLine } from './log-line.ts';
import { timestampMember } from './timestamp.ts';

let lastSpan: SpanContext | undefined;
let lastIds = '';
let pending = '';

/** The ids of the active span as members of a JSON object, each after a comma; made once for all lines of a span. */
export function idsText(around: Context): string {
  const span = trace.getSpanContext(around);
  if (span === undefined || span.traceId === INVALID_TRACEID || span.spanId === INVALID_SPANID) return '';
  if (span !== lastSpan) {
    lastSpan = span;
    lastIds = `,"traceId":${JSON.stringify(span.traceId)},"spanId":${JSON.stringify(span.spanId)}`;
  }
  return lastIds;
}

/** The members of a line as those of a JSON object, each after a comma. */
export function lineText(line: LogLine): string {
  let text = '';
  for (const key in line) {
    if (!Object.hasOwn(line, key)) continue;
    const value = line[key];
    if (typeof value === 'string') text += `,"${key}":${quoted(value)}`;
    else if (value !== undefined) {
      text += `,"${key}":${key === 'metadata' ? flatText(value as Metadata) : JSON.stringify(value)}`;
    }
  }
  return text;
}

type Metadata = Readonly<Record<string, unknown>>;

/** As `JSON.stringify`, in less time for the small flat objects that metadata are. */
function flatText(values: Metadata): string {
  let text = '';
  for (const key in values) {
    if (!Object.hasOwn(values, key)) continue;
    const value = values[key];
    text += `${text === '' ? '{' : ','}${quoted(key)}:`;
    text +=
      typeof value === 'string' ? quoted(value) : typeof value === 'number' ? value : JSON.stringify(value);
  }
  return text === '' ? '{}' : `${text}}`;
}

/** Longer texts are quoted faster by the engine. */
const SHORT = 60;
const [QUOTE, BACKSLASH, FIRST_PRINTABLE, FIRST_SURROGATE] = [34, 92, 32, 0xd800];

function quoted(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < FIRST_PRINTABLE || code === QUOTE || code === BACKSLASH || code >= FIRST_SURROGATE) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}

/** Sets what the next line of pino carries after its timestamp. */
export function setMembers(text: string): void {
  pending = text;
}

/**
 * pino's `timestamp`, which is raw JSON: the time, and the members of the line. Given as an object, pino
 * would go through them again, at twice the cost.
 */
export function timestampAndMembers(): string {
  const text = timestampMember() + pending;
  pending = '';
  return text;
}
