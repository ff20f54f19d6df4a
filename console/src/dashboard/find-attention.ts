import type { Alert, Budget, FailureGroup, Forecast, StuckExecutions } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars, formatShare } from '../lib/format-number.ts';
import { formatClock, formatDay, toMs } from '../lib/format-time.ts';
import { executionPath, pagePath } from '../place/route.ts';
import { overviewTexts } from '../texts/overview.ts';
import type { Integration } from './dashboard-types.ts';

const words = overviewTexts.attention;

export type AttentionSeverity = 'critical' | 'warning' | 'note';

/** One thing that somebody should look at, and why. */
export interface Attention {
  readonly key: string;
  readonly severity: AttentionSeverity;
  readonly title: string;
  readonly reason: string;
  /** Where to look, an address of the hub's page. */
  readonly href: string;
  /** Since when, ISO 8601; null where that is not known. */
  readonly since: string | null;
}

/** Answers of the hub; what could not be asked is left out. */
export interface AttentionSources {
  readonly alerts?: readonly Alert[] | undefined;
  readonly stuck?: StuckExecutions | undefined;
  readonly failures?: readonly FailureGroup[] | undefined;
  readonly budgets?: readonly Budget[] | undefined;
  readonly disk?: Forecast | undefined;
  readonly integrations?: readonly Integration[] | undefined;
}

const rank: Record<AttentionSeverity, number> = { critical: 0, warning: 1, note: 2 };
const DAY_MS = 24 * 60 * 60 * 1_000;
const WEEK_MS = 7 * DAY_MS;
/** Fewer failures than this are chance. */
const LEAST_TO_GROW = 4;
/** A cause grows when this share of its failures lies in the last quarter of the time. */
const GROWING_SHARE = 0.5;
const FEW = 3;

/**
 * What needs somebody now: the worst first, alerts before what has none, then the newest. `nowMs` is milliseconds since the
 * epoch.
 */
export function findAttention(sources: AttentionSources, nowMs: number): readonly Attention[] {
  const alerts = ofAlerts(sources.alerts ?? []).toSorted(worstFirst);
  const others = [
    ...(sources.stuck ? ofStuck(sources.stuck) : []),
    ...(sources.failures ?? []).flatMap(ofFailure),
    ...(sources.budgets ?? []).flatMap(ofBudget),
    ...(sources.disk ? ofDisk(sources.disk, nowMs) : []),
    ...(sources.integrations ?? []).flatMap(ofIntegration),
  ];
  return [...alerts, ...others.toSorted(worstFirst)].toSorted(
    (one, other) => rank[one.severity] - rank[other.severity],
  );
}

const sinceMs = ({ since }: Attention) => (since === null ? 0 : toMs(since));

function worstFirst(one: Attention, other: Attention): number {
  const bySeverity = rank[one.severity] - rank[other.severity];
  return bySeverity || sinceMs(other) - sinceMs(one);
}

/** One for each name, with the worst and newest of them; what somebody took on, or silenced, needs nobody else. */
function ofAlerts(alerts: readonly Alert[]): Attention[] {
  const byName = new Map<string, Attention[]>();
  for (const alert of alerts) {
    if (alert.state === 'active') byName.set(alert.name, [...(byName.get(alert.name) ?? []), ofAlert(alert)]);
  }
  return [...byName.values()].flatMap((same) => {
    const [worst] = same.toSorted(worstFirst);
    if (!worst || same.length === 1) return same;
    return [{ ...worst, title: words.alertsTitle(worst.title, same.length), href: pagePath('alerts') }];
  });
}

function ofAlert(alert: Alert): Attention {
  return {
    key: `alert ${alert.id}`,
    severity: severityOfAlert(alert.severity),
    title: alert.name,
    reason: alert.summary ?? alert.description ?? words.alertOf(alert.condition ?? alert.name),
    href: pagePath('alerts', alert.id),
    since: alert.starts_at,
  };
}

function severityOfAlert(severity: string): AttentionSeverity {
  if (severity === 'critical' || severity === 'page') return 'critical';
  return severity === 'info' ? 'note' : 'warning';
}

function ofStuck({ stuck, stuck_count }: StuckExecutions): Attention[] {
  const named = stuck.slice(0, FEW).map(
    (execution): Attention => ({
      key: `stuck ${execution.id}`,
      severity: 'warning',
      title: words.stuckTitle(execution.name),
      reason: words.stuck(
        formatDuration(execution.silent_seconds * 1_000),
        formatDuration(execution.expected_seconds * 1_000),
        execution.step?.name ?? null,
      ),
      href: executionPath(execution.id),
      since: execution.last_event_at,
    }),
  );
  const more = stuck_count - named.length;
  if (more <= 0) return named;
  const others: Attention = {
    key: 'stuck, more',
    severity: 'warning',
    title: words.moreStuck(more),
    reason: words.moreStuckReason,
    href: `${pagePath('executions')}?status=running`,
    since: null,
  };
  return [...named, others];
}

function ofFailure(group: FailureGroup): Attention[] {
  const reason = reasonOfFailure(group);
  if (reason === null) return [];
  return [
    {
      key: `failure ${group.fingerprint}`,
      severity: 'warning',
      title: words.failureTitle(group.error_type, group.agents[0]?.name ?? null),
      reason,
      href: pagePath('errors', group.fingerprint),
      since: group.last_in_stretch,
    },
  ];
}

/** Why a cause of failures stands out; null where it does not. Once is no reason. */
function reasonOfFailure(group: FailureGroup): string | null {
  const times = words.times(group.count, group.affected_users);
  if (group.is_back) return words.failure.back(times);
  if (group.is_new && group.count > 1) {
    return words.failure.fresh(times, formatClock(toMs(group.first_seen)));
  }
  const last = group.trend.slice(-Math.ceil(group.trend.length / 4));
  const recent = last.reduce((sum, { count }) => sum + count, 0);
  if (group.count < LEAST_TO_GROW || recent / group.count < GROWING_SHARE) return null;
  return words.failure.grows(times, formatShare(recent / group.count));
}

function ofBudget(budget: Budget): Attention[] {
  if (budget.status === 'ok') return [];
  const [spent, limit] = [formatDollars(budget.spent_usd ?? 0), formatDollars(budget.limit_usd)];
  const projected = budget.projected_usd === null ? null : formatDollars(budget.projected_usd);
  return [
    {
      key: `budget ${budget.name}`,
      severity: budget.status === 'spent' ? 'critical' : 'warning',
      title: words.budgetTitle(budget.name),
      reason:
        budget.status === 'spent'
          ? words.budgetSpent(spent, limit)
          : words.budgetAtRisk(spent, limit, projected),
      href: pagePath('cost'),
      since: null,
    },
  ];
}

function ofDisk({ limits }: Forecast, nowMs: number): Attention[] {
  const [first] = limits
    .flatMap(({ limit, reached_at }) => (reached_at === null ? [] : [{ limit, atMs: toMs(reached_at) }]))
    .toSorted((one, other) => one.atMs - other.atMs);
  if (!first || first.atMs - nowMs > WEEK_MS) return [];
  return [
    {
      key: 'disk',
      severity: first.atMs - nowMs < DAY_MS ? 'critical' : 'warning',
      title: words.diskTitle,
      reason: words.disk(formatDay(first.atMs), first.limit),
      href: pagePath('admin'),
      since: null,
    },
  ];
}

function ofIntegration({ name, reachable, error, checked_at }: Integration): Attention[] {
  if (reachable !== false) return [];
  return [
    {
      key: `server ${name}`,
      severity: 'note',
      title: words.serverTitle(name.charAt(0).toUpperCase() + name.slice(1)),
      reason: words.server(error ?? '?'),
      href: pagePath('admin'),
      since: checked_at,
    },
  ];
}
