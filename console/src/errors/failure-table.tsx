import { useMemo } from 'react';
import { Sparkline } from '../charts/sparkline.tsx';
import type { FailureGroup } from '../hub/types.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { errorsTexts } from '../texts/errors.ts';

const words = errorsTexts.columns;
/** Agents of a cause that are named in its row. */
const MOST_AGENTS = 3;

/** What a cause is called: the type of its error, and the step where it happens. */
export const causeName = ({ error_type }: Pick<FailureGroup, 'error_type'>): string =>
  error_type ?? errorsTexts.unknownType;

function columnsOf(executions: number, isAllNew: boolean): readonly Column<FailureGroup>[] {
  return [
    {
      key: 'cause',
      title: words.cause,
      render: (group) => <Cause group={group} isMarked={!isAllNew} />,
    },
    {
      key: 'trend',
      title: words.trend,
      isWideOnly: true,
      render: (group) => (
        <Sparkline
          values={group.trend.map(({ count }) => count)}
          color="--obs-chart-failed"
          summary={errorsTexts.trendSummary(causeName(group))}
        />
      ),
    },
    {
      key: 'runs',
      title: words.runs,
      isFigure: true,
      render: ({ affected_executions, executions_before }) => (
        <span title={errorsTexts.change(executions_before)}>{formatCount(affected_executions)}</span>
      ),
      sortBy: ({ affected_executions }) => affected_executions,
    },
    {
      key: 'share',
      title: words.share,
      isFigure: true,
      isWideOnly: true,
      render: ({ affected_executions }) => formatShare(affected_executions / Math.max(1, executions)),
    },
    {
      key: 'agents',
      title: words.agents,
      isWideOnly: true,
      render: ({ agents }) => (
        <ul className="obs-name-list">
          {agents.slice(0, MOST_AGENTS).map(({ name, executions: failed }) => (
            <li key={name}>
              <Link href={pagePath('agents', name)} className="obs-foreign">
                {name}
              </Link>{' '}
              <span className="is-absent">{formatCount(failed)}</span>
            </li>
          ))}
          {agents.length > MOST_AGENTS && <li>+{agents.length - MOST_AGENTS}</li>}
        </ul>
      ),
    },
    {
      key: 'last',
      title: words.last,
      isFigure: true,
      render: ({ last_seen }) => <Ago time={last_seen} />,
      sortBy: ({ last_seen }) => last_seen,
    },
  ];
}

/** Causes as rows, in the order given. */
export function FailureTable({
  groups,
  executions,
  isOfOneAgent = false,
}: {
  groups: readonly FailureGroup[];
  /** All runs that failed, for shares. */
  executions: number;
  /** Leaves out which agents fail. */
  isOfOneAgent?: boolean;
}) {
  // In the first days of a hub all are new, and the mark would say nothing of any.
  const isAllNew = groups.length > 1 && groups.every(({ is_new }) => is_new);
  const columns = useMemo(
    () => columnsOf(executions, isAllNew).filter(({ key }) => !isOfOneAgent || key !== 'agents'),
    [executions, isAllNew, isOfOneAgent],
  );
  return (
    <DataTable
      label={errorsTexts.table}
      columns={columns}
      rows={groups}
      keyOf={({ fingerprint }) => fingerprint}
    />
  );
}

/** `isMarked`: says that it is new, where it is. */
function Cause({ group, isMarked }: { group: FailureGroup; isMarked: boolean }) {
  return (
    <div className="obs-cause">
      <div>
        <Link href={pagePath('errors', group.fingerprint)} className="obs-cause-type obs-foreign">
          {causeName(group)}
        </Link>
        {group.step !== null && (
          <span className="is-absent obs-foreign"> {errorsTexts.inStep(group.step)}</span>
        )}
        {isMarked && group.is_new && <span className="obs-cause-mark">{errorsTexts.isNew}</span>}
        {group.is_back && <span className="obs-cause-mark">{errorsTexts.isBack}</span>}
      </div>
      <div className="obs-cause-message obs-foreign">{group.message ?? errorsTexts.noMessage}</div>
    </div>
  );
}
