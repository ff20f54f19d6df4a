import { z } from 'zod';

const DURATION = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const DURATION_UNITS_S = [604_800, 86_400, 3600, 60, 1] as const;

/** Seconds of a Prometheus duration such as "30d" or "1h30m"; null where the text is none. */
export function durationSeconds(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null || text === '') return null;
  return match
    .slice(1)
    .reduce((sum, digits, index) => sum + Number(digits ?? 0) * (DURATION_UNITS_S[index] ?? 0), 0);
}

/** The same duration for programs that know no days, such as "2592000s". */
export function goDuration(text: string): string {
  return `${durationSeconds(text) ?? 0}s`;
}

const SIZE = /^(\d+(?:\.\d+)?)(Mi|Gi|Ti)$/;
const SIZE_UNITS: Record<string, number> = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** Bytes of a size such as "512Mi" or "10Gi"; null where the text is none. */
export function sizeBytes(text: string): number | null {
  const match = SIZE.exec(text);
  if (match === null) return null;
  return Math.round(Number(match[1]) * (SIZE_UNITS[match[2] ?? ''] ?? 0));
}

const CPU = /^(?:(\d+)m|(\d+(?:\.\d+)?))$/;

/** Cores of an amount of CPU such as "250m" or "2"; null where the text is none. */
export function cpuCores(text: string): number | null {
  const match = CPU.exec(text);
  if (match === null) return null;
  return match[1] === undefined ? Number(match[2]) : Number(match[1]) / 1000;
}

/** What Go's durations and exact numbers hold, with room to spare. */
const MOST = { durationS: 100 * 365 * 86_400, sizeBytes: 2 ** 50, cpuCores: 10_000 } as const;

const checked = (parse: (text: string) => number | null, most: number, error: string) =>
  z
    .string({ error })
    .refine((text) => (parse(text) ?? 0) > 0, { error })
    .refine((text) => (parse(text) ?? 0) <= most, { error: 'expected less: servers cannot count so far' });

/** A duration above zero in Prometheus' form. */
export const duration = checked(
  durationSeconds,
  MOST.durationS,
  'expected a duration above 0 such as "30d", "1h30m" or "15s"',
);
/** A size above zero in Kubernetes' form. */
export const size = checked(
  sizeBytes,
  MOST.sizeBytes,
  'expected a size above 0 such as "512Mi", "10Gi" or "1Ti"',
);
/** An amount of CPU above zero in Kubernetes' form. */
export const cpu = checked(
  cpuCores,
  MOST.cpuCores,
  'expected an amount of CPU above 0 such as "250m" or "2"',
);
