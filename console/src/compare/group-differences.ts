import type { GroupComparison } from '../hub/types.ts';

type GroupStep = GroupComparison['steps'][number];
type Side = GroupStep['a'];

/** How two groups of runs differ in one step, by what it does to a run. */
export interface StepImpact {
  readonly step: GroupStep;
  /** What it adds to the time of a mean run of b, in milliseconds; negative where it takes off. */
  readonly ms: number;
  /** The same in US dollars. */
  readonly usd: number;
  /** Difference of the share of runs that have the step, 0–1. */
  readonly share: number;
  /** Difference of how often it fails, 0–1. */
  readonly failures: number;
  /** How much it stands out; 0 is nothing. */
  readonly weight: number;
  /** Of so few runs that it may be chance. */
  readonly isFew: boolean;
}

/** What a step gives to a mean run of its group: of all runs, those included that do not have it. */
function perRun({ share_of_runs, per_run }: Side, each: number | null): number {
  return (share_of_runs ?? 0) * (per_run ?? 0) * (each ?? 0);
}

const FEW_RUNS = 5;
const LEAST = 0.02;
/** Of few runs, a difference counts this part of what it would of many. */
const FEW_PART = 0.25;

/** The steps in which two groups of runs differ most, first. */
export function stepImpacts({ a, b, steps }: GroupComparison): StepImpact[] {
  const wholeMs = Math.max(a.duration_ms.mean ?? 0, b.duration_ms.mean ?? 0);
  const wholeUsd = Math.max(a.cost_usd.mean ?? 0, b.cost_usd.mean ?? 0);
  const part = (value: number, whole: number) => (whole > 0 ? Math.abs(value) / whole : 0);
  return steps
    .map((step) => {
      const ms = perRun(step.b, step.b.duration_ms.mean) - perRun(step.a, step.a.duration_ms.mean);
      const usd = perRun(step.b, step.b.cost_usd.mean) - perRun(step.a, step.a.cost_usd.mean);
      const share = (step.b.share_of_runs ?? 0) - (step.a.share_of_runs ?? 0);
      const failures = (step.b.failure_rate ?? 0) - (step.a.failure_rate ?? 0);
      const isFew =
        Math.max(step.a.runs, step.b.runs) < FEW_RUNS || Math.min(a.stepped, b.stepped) < FEW_RUNS;
      const size = Math.max(
        part(ms, wholeMs),
        part(usd, wholeUsd),
        Math.abs(share) / 2,
        Math.abs(failures) * Math.max(step.a.share_of_runs ?? 0, step.b.share_of_runs ?? 0),
      );
      return { step, ms, usd, share, failures, weight: isFew ? size * FEW_PART : size, isFew };
    })
    .filter(({ weight }) => weight >= LEAST)
    .sort((one, other) => other.weight - one.weight);
}
