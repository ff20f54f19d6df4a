import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetArguments } from './arguments.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';
import { type Outcome, startRun } from './start-run.ts';

interface FleetOptions {
  readonly args: Pick<FleetArguments, 'runsPerMinute' | 'runs' | 'durationMs'>;
  readonly plans: Iterable<Plan>;
  readonly createRun: (plan: Plan) => Run;
  readonly onStart: (plan: Plan) => void;
  readonly onEnd: (outcome: Outcome) => void;
  /** Aborted where the fleet is to stop: runs under way are cancelled. */
  readonly stop: AbortSignal;
}

/**
 * Starts runs at the rate asked for, the first at once, until the number, the time or the signal is reached,
 * then waits for those under way. Runs that went silent on purpose are left as they are.
 */
export async function runFleet(options: FleetOptions): Promise<void> {
  const { args, plans, createRun, onStart, onEnd, stop } = options;
  const pauseMs = 60_000 / args.runsPerMinute;
  const startedAt = performance.now();
  const underWay = new Map<Run, Promise<void>>();
  let started = 0;

  stop.addEventListener('abort', () => {
    for (const run of underWay.keys()) run.cancel('the fleet was stopped');
  });

  for (const plan of plans) {
    if (stop.aborted) break;
    const run = createRun(plan);
    onStart(plan);
    const ended = startRun(plan, run).then((outcome) => {
      underWay.delete(run);
      onEnd(outcome);
    });
    if (plan.fault?.kind !== 'silence') underWay.set(run, ended);

    started += 1;
    if (started >= args.runs) break;
    // By the clock, not by the pause: what a start takes must not slow the rate.
    const nextAt = startedAt + started * pauseMs;
    if (nextAt - startedAt >= args.durationMs) break;
    await sleep(Math.max(0, nextAt - performance.now()), undefined, { signal: stop }).catch(() => {});
  }
  await Promise.all(underWay.values());
}
