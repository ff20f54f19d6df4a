import type { LogLine } from '../hub/types.ts';

/** Lines around the failure that are shown. */
const MOST_LINES = 12;

const isFault = ({ severity }: LogLine) => severity === 'error' || severity === 'fatal';

/** The lines that tell most of a failure: up to the last one of an error, or the last ones where there is none. */
export function linesBehind(logs: readonly LogLine[]): readonly LogLine[] {
  const last = logs.findLastIndex(isFault);
  const end = last === -1 ? logs.length : last + 1;
  return logs.slice(Math.max(0, end - MOST_LINES), end);
}
