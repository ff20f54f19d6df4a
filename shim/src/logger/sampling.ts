import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { sayOnce } from '../setup/say.ts';
import { levelNames } from './log-level.ts';
import type { LogMethodName } from './types.ts';

/** Levels of which a share may be written. Errors are never left to chance. */
export type SampledLevels = Readonly<
  Partial<Record<Exclude<LogMethodName, 'error' | 'fatal'>, number | undefined>>
>;

/** The share of each level by its place; undefined where all lines are written. */
export function shareByPlace(sample: SampledLevels): readonly number[] | undefined {
  const shares = levelNames.map(() => 1);
  for (const [name, share] of Object.entries(sample)) {
    const place = levelNames.indexOf(name as LogMethodName);
    if (share === undefined) continue;
    if (place < 0 || place > levelNames.indexOf('warn') || !(share >= 0 && share <= 1)) {
      sayOnce(
        `sample:${name.slice(0, 50)}`,
        `the sample ${JSON.stringify(name.slice(0, 50))}: ${String(share)} is ignored: shares from 0 to 1 of trace, debug, info and warn are taken`,
      );
    } else {
      shares[place] = share;
    }
  }
  return shares.some((share) => share < 1) ? shares : undefined;
}

/** Whether a line is among this share; all lines of a trace are, or none. */
export function isSampled(share: number, around: Context): boolean {
  if (share >= 1) return true;
  const span = trace.getSpanContext(around);
  const draw =
    span !== undefined && isSpanContextValid(span)
      ? Number.parseInt(span.traceId.slice(-8), 16) / 2 ** 32
      : Math.random();
  return draw < share;
}
