import { enumMember, idFault, isAbsentId, type Mutable, timeFault } from './checks.ts';
import type { Decoding, Fault } from './decoding.ts';
import type { LogRecord, Source } from './records.ts';

export type RawLog = Mutable<Omit<LogRecord, 'attributes'>> & {
  attributes: Record<string, LogRecord['attributes'][string]>;
  observedUs: number;
};

/** A log record as it is before its fields are read; absent times are 0, absent ids ''. */
export function newLog(source: Source): RawLog {
  return {
    source,
    timeUs: 0,
    severityNumber: 0,
    severityText: '',
    eventName: '',
    body: null,
    attributes: {},
    traceId: '',
    spanId: '',
    observedUs: 0,
  };
}

/** The final form of a log record that has been read; null where it is useless by itself and left out. */
export function settleLog(d: Decoding, { observedUs, ...log }: RawLog): LogRecord | null {
  if (log.timeUs === 0) log.timeUs = observedUs || d.arrivalUs;
  log.severityNumber = enumMember(log.severityNumber, 24);
  if (log.traceId !== null && isAbsentId(log.traceId)) log.traceId = null;
  if (log.spanId !== null && isAbsentId(log.spanId)) log.spanId = null;
  const fault = logFault(log);
  if (fault) d.reject(fault);
  return fault ? null : log;
}

/** Time and ids of a log record may be missing, not wrong. */
function logFault(log: LogRecord): Fault | null {
  return (
    (log.traceId === null ? null : idFault('traceId', log.traceId, 16)) ??
    (log.spanId === null ? null : idFault('spanId', log.spanId, 8)) ??
    timeFault('timeUnixNano', log.timeUs)
  );
}
