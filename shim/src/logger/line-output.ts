import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Logger as PinoLogger } from 'pino';
import { currentConfig } from '../config/current-config.ts';
import type { LineRedaction } from './line-redaction.ts';
import { idsText, lineText, setMembers } from './line-text.ts';
import { type LogLine, logLine } from './log-line.ts';
import { emitLogRecord } from './log-record.ts';
import { REPEAT_WINDOW_MS } from './repeat-table.ts';
import type { LogMethodName } from './types.ts';

/** Where the lines of a logger and its children go: to its destination and, as records, out by OTLP. */
export class LineOutput {
  readonly #service: string;
  readonly #writer: PinoLogger;
  readonly #redaction: LineRedaction | undefined;

  constructor(service: string, writer: PinoLogger, redaction: LineRedaction | undefined) {
    this.#service = service;
    this.#writer = writer;
    this.#redaction = redaction;
  }

  write(method: LogMethodName, message: string, made: LogLine, around: Context): void {
    const line = this.#redaction === undefined ? made : this.#redaction(made);
    setMembers(idsText(around) + lineText(line));
    this.#writer[method](message);
    if (currentConfig().signals.logs) emitLogRecord(this.#service, method, message, line, around);
  }

  /** Says how many lines like this were left out; it belongs to no request. */
  tellLeftOut(method: LogMethodName, message: string, count: number): void {
    const seconds = REPEAT_WINDOW_MS / 1000;
    const line = logLine(ROOT_CONTEXT, undefined, { leftOut: count, seconds, repeated: message });
    this.write(
      method,
      `${count} lines like this were left out in the last ${seconds} s: ${message}`,
      line,
      ROOT_CONTEXT,
    );
  }
}
