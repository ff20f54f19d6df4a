import type { HealthStatus } from './score.ts';

/** What is stored of a project's health. Times in microseconds, of the database's clock. */
export interface HealthState {
  readonly status: HealthStatus;
  readonly score: number;
  readonly sinceUs: number;
  /** A status that has yet to last before it is told. */
  readonly next: { readonly status: HealthStatus; readonly sinceUs: number } | null;
}

/** What a look at the fleet found. */
export interface HealthLook {
  readonly status: HealthStatus;
  readonly score: number;
  /** Executions that the score is of. */
  readonly ended: number;
}

export interface HealthRules {
  /** Executions below which a score says too little to change anything; none at all is a healthy, idle fleet. */
  readonly minEnded: number;
  /** How long a status must last before it is told. */
  readonly holdUs: number;
}

export const healthRules: HealthRules = { minEnded: 5, holdUs: 60_000_000 };

/**
 * What a look makes of the stored state; `isChange` where the status is another one than was told last. A score at the
 * edge of two statuses, and one of a few executions, so tells nothing. Pure.
 */
export function nextHealth(
  known: HealthState,
  look: HealthLook,
  nowUs: number,
  { minEnded, holdUs }: HealthRules,
): { readonly state: HealthState; readonly isChange: boolean } {
  const { status, score, ended } = look;
  const says = ended === 0 || ended >= minEnded;
  if (!says || status === known.status)
    return { state: { ...known, score: says ? score : known.score, next: null }, isChange: false };
  const sinceUs = known.next?.status === status ? known.next.sinceUs : nowUs;
  if (nowUs - sinceUs < holdUs) return { state: { ...known, next: { status, sinceUs } }, isChange: false };
  return { state: { status, score, sinceUs, next: null }, isChange: true };
}
