import { Attr, dialects } from '@observatory/shim/conventions';
import type { SpanRecord } from '../otlp/records.ts';
import { AttributeReader, textAt } from './attribute-reader.ts';

export interface FaultFacts {
  readonly errorType: string | null;
  readonly errorMessage: string | null;
}

export const noFault: FaultFacts = { errorType: null, errorMessage: null };

const STATUS_OK = 1;
const STATUS_ERROR = 2;
const failures = dialects.flatMap((dialect) => dialect.failures ?? []);

/** OTLP's status code of a span: an error too where it says so by an attribute of its dialect alone. */
export function statusOf({ statusCode, attributes }: SpanRecord): number {
  return failures.some(({ attribute, value }) => attributes[attribute] === value) ? STATUS_ERROR : statusCode;
}

/**
 * Why a span failed. `error.type` and our own attributes win, then the last exception that the span recorded (the
 * one that ended it), then the status message. A span that says it is well has no fault, whatever it caught.
 */
export function faultOf(span: SpanRecord, reader?: AttributeReader): FaultFacts {
  const status = statusOf(span);
  if (status === STATUS_OK) return noFault;
  const failed = status === STATUS_ERROR;
  if (!failed && span.attributes[Attr.errorType] === undefined) return noFault;
  const attributes = reader ?? new AttributeReader(span.attributes);
  const exception = failed ? span.events.findLast((event) => event.name === 'exception') : undefined;
  return {
    errorType:
      attributes.text('errorType') ?? (exception ? textAt(exception.attributes, Attr.exceptionType) : null),
    errorMessage:
      attributes.text('errorMessage') ??
      (exception ? textAt(exception.attributes, Attr.exceptionMessage) : null) ??
      (span.statusMessage === '' ? null : span.statusMessage),
  };
}
