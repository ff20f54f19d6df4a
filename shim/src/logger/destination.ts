import type { DestinationStream } from 'pino';
import { processWide } from '../setup/process-wide.ts';
import { prettyLine } from './pretty-line.ts';
import { StdoutWriter } from './stdout-writer.ts';
import { showsColour } from './terminal.ts';

const fileDescriptors = { stdout: 1, stderr: 2 } as const;
/** Where log lines may be written. */
export type LineTarget = keyof typeof fileDescriptors;

const state = processWide('log-lines', () => ({ toStderr: false }));
const streams = new Map<string, DestinationStream>();

/** Stdout or stderr, shared by all loggers. */
export function linesTo(target: LineTarget, format: 'json' | 'pretty'): DestinationStream {
  return { write: (line) => streamOf(state.toStderr ? 'stderr' : target, format).write(line) };
}

/** Leads all lines to stderr from now on, loggers in use included: something else is spoken on stdout. */
export function linesToStderr(): void {
  state.toStderr = true;
}

function streamOf(target: LineTarget, format: 'json' | 'pretty'): DestinationStream {
  const known = streams.get(`${target} ${format}`);
  if (known !== undefined) return known;
  const stream = format === 'json' ? new StdoutWriter(fileDescriptors[target]) : pretty(target);
  streams.set(`${target} ${format}`, stream);
  return stream;
}

function pretty(target: LineTarget): DestinationStream {
  const json = streamOf(target, 'json');
  const colour = showsColour(fileDescriptors[target]);
  return { write: (line) => json.write(prettyLine(line, colour)) };
}
