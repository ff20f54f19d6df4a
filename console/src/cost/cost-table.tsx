import { useMemo } from 'react';
import type { CostReport } from '../hub/types.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { ShareBar } from '../parts/share-bar.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { costTexts } from '../texts/cost.ts';
import type { CostDimension } from './cost-questions.ts';
import { groupName } from './group-name.ts';

type Group = CostReport['groups'][number];

/** The page that is about a group; null where there is none. */
function pageOf(by: CostDimension, key: string): string | null {
  const search = (field: string) => `/executions?${new URLSearchParams({ query: `${field}:"${key}"` })}`;
  switch (by) {
    case 'agent':
      return pagePath('agents', key);
    case 'workflow':
      return pagePath('workflows', key);
    case 'user':
      return pagePath('users', key);
    case 'session':
      return pagePath('sessions', key);
    case 'model':
    case 'provider':
    case 'service':
    case 'environment':
      return search(by);
  }
}

function columnsOf(by: CostDimension): readonly Column<Group>[] {
  const { columns } = costTexts;
  return [
    {
      key: 'name',
      title: costTexts.dimensions[by],
      render: ({ key }) => {
        const href = key === null || key === '' ? null : pageOf(by, key);
        const name = <Name name={groupName(key)} />;
        return href === null ? name : <Link href={href}>{name}</Link>;
      },
      sortBy: ({ key }) => groupName(key),
    },
    {
      key: 'cost',
      title: columns.cost,
      isFigure: true,
      render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
      sortBy: ({ cost_usd }) => cost_usd,
    },
    {
      key: 'share',
      title: columns.share,
      isFigure: true,
      isWideOnly: true,
      render: ({ share }) =>
        share === null ? texts.none : <ShareBar share={share} text={formatShare(share)} />,
      sortBy: ({ share }) => share,
    },
    {
      key: 'calls',
      title: columns.calls,
      isFigure: true,
      render: ({ calls }) => formatCount(calls),
      sortBy: ({ calls }) => calls,
    },
    {
      key: 'input',
      title: columns.input,
      isFigure: true,
      isWideOnly: true,
      render: ({ input_tokens }) => formatCount(input_tokens),
      sortBy: ({ input_tokens }) => input_tokens,
    },
    {
      key: 'cached',
      title: columns.cached,
      isFigure: true,
      isWideOnly: true,
      render: ({ cache_read_tokens }) => formatCount(cache_read_tokens),
      sortBy: ({ cache_read_tokens }) => cache_read_tokens,
    },
    {
      key: 'output',
      title: columns.output,
      isFigure: true,
      isWideOnly: true,
      render: ({ output_tokens }) => formatCount(output_tokens),
      sortBy: ({ output_tokens }) => output_tokens,
    },
    {
      key: 'reasoning',
      title: columns.reasoning,
      isFigure: true,
      isWideOnly: true,
      render: ({ reasoning_tokens }) => formatCount(reasoning_tokens),
      sortBy: ({ reasoning_tokens }) => reasoning_tokens,
    },
    {
      key: 'perExecution',
      title: columns.perExecution,
      isFigure: true,
      isWideOnly: true,
      render: ({ cost_per_execution_usd }) =>
        cost_per_execution_usd === null ? texts.none : formatDollars(cost_per_execution_usd),
      sortBy: ({ cost_per_execution_usd }) => cost_per_execution_usd,
    },
  ];
}

/** Who cost how much, the dearest first. */
export function CostTable({ report, by }: { report: CostReport; by: CostDimension }) {
  const columns = useMemo(() => columnsOf(by), [by]);
  return (
    <DataTable
      label={costTexts.table(costTexts.dimensions[by].toLowerCase())}
      columns={columns}
      rows={report.groups}
      keyOf={({ key }) => key ?? ''}
      sort={{ key: 'cost', descending: true }}
    />
  );
}
