import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import { normaliseMessage } from './normalise-message.ts';
import {
  type FailedExecution,
  type FailureBucket,
  type FailureGroupRow,
  type FailureHistory,
  type FailureShare,
  type FailuresQuestion,
  readFailureGroups,
  readFailureHistory,
  readFailureShares,
  readFailureTotals,
  readFailureTrend,
  readNewestFailed,
} from './read-failures.ts';
import { bucketStarts, trendBucketS } from './trend-buckets.ts';

const MAX_NAMES = 10;
/** Of one failure several executions may have failed, one within another. */
const DEPTH = 4;

type Pool = Pick<Database, 'pool' | 'sealing'>;

/** What failed in a stretch, grouped by cause: IA8's failure analysis. */
export async function failureGroups(
  database: Pool,
  project: string,
  question: FailuresQuestion,
  { groups: limit, executions }: { readonly groups: number; readonly executions: number },
) {
  const [totals, rows] = await Promise.all([
    readFailureTotals(database, project, question),
    readFailureGroups(database, project, question, limit),
  ]);
  const fingerprints = rows.map(({ fingerprint }) => fingerprint);
  const bucketS = trendBucketS(question);
  const none = fingerprints.length === 0;
  const [shares, trend, history, newest] = await Promise.all([
    none ? [] : readFailureShares(database, project, question, fingerprints),
    none ? [] : readFailureTrend(database, project, question, fingerprints, bucketS),
    none ? [] : readFailureHistory(database, project, question, fingerprints),
    none ? [] : readNewestFailed(database, project, question, fingerprints, executions * DEPTH),
  ]);
  const of = <T extends { readonly fingerprint: string }>(list: readonly T[]) =>
    Map.groupBy(list, ({ fingerprint }) => fingerprint);
  const [sharesOf, trendOf, newestOf] = [of(shares), of(trend), of(newest)];
  const historyOf = new Map(history.map((one) => [one.fingerprint, one]));
  const starts = bucketStarts(question, bucketS);
  return {
    from: isoOfMicros(question.sinceUs),
    to: isoOfMicros(question.untilUs),
    total: totals.failures,
    executions: totals.executions,
    group_count: totals.groups,
    ungrouped_executions: totals.ungrouped,
    bucket_seconds: bucketS,
    groups: rows.flatMap((row) => {
      const found = newestOf.get(row.fingerprint) ?? [];
      const [sample] = found;
      if (sample === undefined) return [];
      return [
        groupOf(row, sample, {
          share: totals.failures === 0 ? null : row.failures / totals.failures,
          shares: sharesOf.get(row.fingerprint) ?? [],
          history: historyOf.get(row.fingerprint),
          trend: trendFrom(starts, trendOf.get(row.fingerprint) ?? []),
          newest: oneOfEach(found).slice(0, executions),
        }),
      ];
    }),
  };
}

interface Around {
  readonly share: number | null;
  readonly shares: readonly FailureShare[];
  readonly history: FailureHistory | undefined;
  readonly trend: readonly { readonly start: string; readonly count: number }[];
  readonly newest: readonly FailedExecution[];
}

function groupOf(row: FailureGroupRow, sample: FailedExecution, around: Around) {
  const { history, shares } = around;
  const named = (dimension: FailureShare['dimension']) =>
    shares
      .filter((share) => share.dimension === dimension)
      .slice(0, MAX_NAMES)
      .map(({ value, executions }) => ({ name: value, executions }));
  const before = history?.before ?? 0;
  return {
    fingerprint: row.fingerprint,
    error_type: sample.type,
    message: sample.message,
    normalised_message: normaliseMessage(sample.message),
    step: sample.step,
    count: row.failures,
    share: around.share,
    affected_executions: row.executions,
    affected_users: row.users,
    affected_sessions: row.sessions,
    agents: named('agent'),
    services: named('service'),
    versions: named('version'),
    first_in_stretch: isoOfMicros(row.firstUs),
    last_in_stretch: isoOfMicros(row.lastUs),
    first_seen: isoOfMicros(history?.firstUs ?? row.firstUs),
    last_seen: isoOfMicros(history?.lastUs ?? row.lastUs),
    executions_before: before,
    is_new: before === 0 && history?.seenEarlier !== true,
    is_back: before === 0 && history?.seenEarlier === true,
    trend: [...around.trend],
    newest: around.newest.map(presentFailed),
  };
}

export function presentFailed(failed: FailedExecution) {
  return {
    id: failed.id,
    origin_id: failed.originId,
    kind: failed.kind,
    name: failed.name,
    service: failed.service,
    version: failed.version,
    user_id: failed.userId,
    session_id: failed.sessionId,
    step: failed.step,
    message: failed.message,
    started_at: isoOfMicros(failed.startedUs),
    ended_at: isoOfMicros(failed.endedUs),
  };
}

/** Of the executions that one failure made fail, the one in which it began, else the newest. */
function oneOfEach(newest: readonly FailedExecution[]): FailedExecution[] {
  const chosen = new Map<string, FailedExecution>();
  for (const one of newest)
    if (!chosen.has(one.originId) || one.id === one.originId) chosen.set(one.originId, one);
  return [...chosen.values()].sort((a, b) => b.endedUs - a.endedUs);
}

function trendFrom(starts: readonly number[], buckets: readonly FailureBucket[]) {
  const counts = new Map(buckets.map(({ startUs, failures }) => [startUs, failures]));
  return starts.map((start) => ({ start: isoOfMicros(start), count: counts.get(start) ?? 0 }));
}
