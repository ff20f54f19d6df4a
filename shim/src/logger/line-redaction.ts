import redactor from '@pinojs/redact';
import { REDACTED } from '../safe/redact.ts';
import { sayOnce } from '../setup/say.ts';
import type { LogLine } from './log-line.ts';

/** Gives the line with what its paths lead to hidden. */
export type LineRedaction = (line: LogLine) => LogLine;

/**
 * Hides what these paths lead to, in the form of pino's `redact` (`user.*.ssn`, `items[*].card`,
 * `a["b-c"]`); a path may begin at the line or within its metadata. undefined where no path is left: one
 * that cannot be read is said and left out.
 */
export function lineRedaction(paths: readonly string[]): LineRedaction | undefined {
  const read = [...new Set(paths)].filter(isReadable).flatMap((path) => [path, withinMetadata(path)]);
  if (read.length === 0) return undefined;
  const redact = redactor({ paths: read, censor: REDACTED, serialize: false, strict: false });
  return (line) => {
    const hidden = redact(line) as LogLine;
    // A function with which the library could give the secrets back.
    delete hidden.restore;
    return hidden;
  };
}

function withinMetadata(path: string): string {
  return path.startsWith('[') ? `metadata${path}` : `metadata.${path}`;
}

function isReadable(path: string): boolean {
  try {
    redactor({ paths: [path], serialize: false });
    return true;
  } catch (error) {
    const shown = typeof path === 'string' ? JSON.stringify(path.slice(0, 100)) : typeof path;
    sayOnce(`redact:${shown}`, `${shown} is no path within log lines and hides nothing: ${String(error)}`);
    return false;
  }
}
