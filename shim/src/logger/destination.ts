import type { DestinationStream } from 'pino';
import { prettyLine } from './pretty-line.ts';
import { StdoutWriter } from './stdout-writer.ts';
import { showsColour } from './terminal.ts';

const STDOUT = 1;
let jsonStream: DestinationStream | undefined;
let prettyStream: DestinationStream | undefined;

/** Stdout, shared by all loggers. */
export function stdoutIn(format: 'json' | 'pretty'): DestinationStream {
  jsonStream ??= new StdoutWriter(STDOUT);
  if (format === 'json') return jsonStream;
  const json = jsonStream;
  const colour = showsColour(STDOUT);
  prettyStream ??= { write: (line) => json.write(prettyLine(line, colour)) };
  return prettyStream;
}
