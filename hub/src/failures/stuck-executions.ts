import type { FoldClock } from '../fold/inputs.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { presentFailed } from './failure-groups.ts';
import { readAbandoned, readOpenSteps, readStuck, type StuckQuestion } from './read-stuck.ts';

/** What hangs now, and what was abandoned within a stretch. */
export async function stuckExecutions(
  database: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  stretch: Stretch,
  question: StuckQuestion,
  { clock, limit }: { readonly clock: FoldClock; readonly limit: number },
) {
  const [{ running, stuckCount, stuck }, abandoned] = await Promise.all([
    readStuck(database, project, question, clock, limit),
    readAbandoned(database, project, stretch, question, limit),
  ]);
  const steps = new Map((await readOpenSteps(database, stuck)).map((step) => [step.executionId, step]));
  return {
    from: isoOfMicros(stretch.sinceUs),
    to: isoOfMicros(stretch.untilUs),
    running,
    stuck_count: stuckCount,
    stuck: stuck.map((row) => {
      const step = steps.get(row.id);
      return {
        id: row.id,
        parent_id: row.parentId,
        kind: row.kind,
        name: row.name,
        service: row.service,
        environment: row.environment,
        user_id: row.userId,
        session_id: row.sessionId,
        started_at: isoOfMicros(row.startedUs),
        last_event_at: isoOfMicros(row.lastEventUs),
        silent_seconds: (clock.nowUs - row.lastEventUs) / 1e6,
        heartbeat_at: row.heardUs === null ? null : isoOfMicros(row.heardUs),
        expected_seconds: row.expectedS,
        expected_by: row.expectedBy,
        samples: row.samples,
        step: step ? { name: step.name, kind: step.kind, since: isoOfMicros(step.sinceUs) } : null,
      };
    }),
    abandoned_count: abandoned.count,
    abandoned: abandoned.newest.map(presentFailed),
  };
}
