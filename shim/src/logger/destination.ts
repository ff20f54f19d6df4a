import { type DestinationStream, pino } from 'pino';
import { prettyLine } from './pretty-line.ts';

const STDOUT = 1;
let jsonStream: DestinationStream | undefined;
let prettyStream: DestinationStream | undefined;

/** Stdout, shared by all loggers: written at once, so that a line is out before the process can die. */
export function stdoutIn(format: 'json' | 'pretty'): DestinationStream {
  jsonStream ??= pino.destination({ fd: STDOUT, sync: true });
  if (format === 'json') return jsonStream;
  const json = jsonStream;
  prettyStream ??= { write: (line) => json.write(prettyLine(line)) };
  return prettyStream;
}
