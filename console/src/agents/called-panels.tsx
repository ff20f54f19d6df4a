import type { AgentDetail } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';
import { texts } from '../texts/common.ts';

const words = agentsTexts.one;
type Model = AgentDetail['models'][number];
type Tool = AgentDetail['tools'][number];
type Called = Model | Tool;

const calls: Column<Called> = {
  key: 'calls',
  title: words.called.calls,
  isFigure: true,
  render: (row) => formatCount(row.calls),
  sortBy: (row) => row.calls,
};
const failed: Column<Called> = {
  key: 'failed',
  title: words.called.failed,
  isFigure: true,
  render: (row) => (
    <span className={row.failed > 0 ? 'obs-failed-figure' : undefined}>
      {formatCount(row.failed)}
      {row.failed > 0 && row.error_rate !== null && ` · ${formatShare(row.error_rate)}`}
    </span>
  ),
  sortBy: (row) => row.failed,
};
const mean: Column<Called> = {
  key: 'mean',
  title: words.called.mean,
  isFigure: true,
  render: ({ mean_duration_ms }) =>
    mean_duration_ms === null ? texts.none : formatDuration(mean_duration_ms),
  sortBy: ({ mean_duration_ms }) => mean_duration_ms,
};

const modelColumns: readonly Column<Model>[] = [
  {
    key: 'model',
    title: words.called.model,
    render: ({ provider, model }) => (
      <>
        <Link href={`${pagePath('cost')}?${new URLSearchParams({ model })}`}>
          <Name name={model} />
        </Link>{' '}
        <span className="is-absent obs-foreign">{provider}</span>
      </>
    ),
  },
  calls,
  failed,
  mean,
  {
    key: 'tokens',
    title: words.called.tokens,
    isFigure: true,
    isWideOnly: true,
    render: ({ input_tokens, output_tokens }) => formatCount(input_tokens + output_tokens),
    sortBy: ({ input_tokens, output_tokens }) => input_tokens + output_tokens,
  },
  {
    key: 'cost',
    title: words.called.cost,
    isFigure: true,
    isWideOnly: true,
    render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
    sortBy: ({ cost_usd }) => cost_usd,
  },
];

const toolColumns: readonly Column<Tool>[] = [
  {
    key: 'tool',
    title: words.called.tool,
    render: ({ tool }) => <Name name={tool} />,
  },
  calls,
  failed,
  mean,
];

/** The models that an agent calls. */
export function ModelsPanel({ models }: { readonly models: readonly Model[] }) {
  return (
    <Panel title={words.models}>
      {models.length === 0 ? (
        <p className="is-absent">{words.noModels}</p>
      ) : (
        <DataTable
          label={words.modelsTable}
          columns={modelColumns}
          rows={models}
          keyOf={({ provider, model }) => `${provider} ${model}`}
          pageSize={10}
        />
      )}
    </Panel>
  );
}

/** The tools that an agent calls. */
export function ToolsPanel({ tools }: { readonly tools: readonly Tool[] }) {
  return (
    <Panel title={words.tools}>
      {tools.length === 0 ? (
        <p className="is-absent">{words.noTools}</p>
      ) : (
        <DataTable
          label={words.toolsTable}
          columns={toolColumns}
          rows={tools}
          keyOf={({ tool }) => tool}
          pageSize={10}
        />
      )}
    </Panel>
  );
}
