import type { ReactNode } from 'react';
import type { Execution } from '../hub/types.ts';
import { formatCount, formatExactCount } from '../lib/format-number.ts';
import type { ListSort } from '../lib/list-filter.ts';
import { briefText } from '../lib/visible-text.ts';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { executionsTexts } from '../texts/executions.ts';

export interface ExecutionColumn {
  /** In the address, and in the class of its cells. */
  readonly key: string;
  readonly title: string;
  /** Width of its track in the grid of a row. */
  readonly width: string;
  /** `frozen`: the list is paused and durations stand still. */
  readonly render: (execution: Execution, frozen: boolean) => ReactNode;
  /** The order of the list that goes with it. */
  readonly sort?: ListSort;
  readonly isFigure?: boolean;
  /** Shown where the reader chose nothing. */
  readonly isUsual?: boolean;
}

const { columns: titles } = texts.executions;
const { columnTitles } = executionsTexts;

function Tokens({ count, calls }: { count: number; calls: number }) {
  if (count === 0 && calls === 0) return <span className="obs-figure is-absent">{texts.none}</span>;
  return (
    <span className="obs-figure" title={formatExactCount(count)}>
      {formatCount(count)}
    </span>
  );
}

function Word({ text }: { text: string | null }) {
  return text === null ? (
    <span className="is-absent">{texts.none}</span>
  ) : (
    <span className="obs-foreign" title={text}>
      {text}
    </span>
  );
}

function Name({ execution }: { execution: Execution }) {
  return (
    <>
      <KindIcon kind={execution.kind} />
      <Link href={executionPath(execution.id)} className="obs-row-link obs-foreign">
        {execution.name}
      </Link>
      {execution.operation && (
        <span className="obs-operation obs-foreign" title={execution.operation}>
          {execution.operation}
        </span>
      )}
    </>
  );
}

function ErrorWords({ execution }: { execution: Execution }) {
  if (execution.status !== 'failed') return null;
  const message = briefText(execution.error?.message ?? '');
  return (
    <>
      <span className="obs-error-type obs-foreign">
        {briefText(execution.error?.type || texts.executions.unknownError)}
      </span>
      <span className="obs-error-text obs-foreign" title={message}>
        {message}
      </span>
    </>
  );
}

const figure = (value: number) => <span className="obs-figure">{formatCount(value)}</span>;

/** All columns that the list can have, in their order. */
export const executionColumns: readonly ExecutionColumn[] = [
  {
    key: 'status',
    title: titles.status,
    width: 'minmax(90px, 104px)',
    isUsual: true,
    render: ({ status }) => <StatusBadge status={status} />,
  },
  {
    key: 'name',
    title: titles.name,
    width: 'minmax(160px, 3fr)',
    isUsual: true,
    render: (execution) => <Name execution={execution} />,
  },
  {
    key: 'error',
    title: titles.error,
    width: 'minmax(60px, 1.6fr)',
    isUsual: true,
    render: (execution) => <ErrorWords execution={execution} />,
  },
  {
    key: 'service',
    title: titles.service,
    width: 'minmax(56px, 96px)',
    isUsual: true,
    render: ({ service }) => <Word text={service} />,
  },
  {
    key: 'environment',
    title: columnTitles.environment,
    width: 'minmax(56px, 104px)',
    render: ({ environment }) => <Word text={environment} />,
  },
  {
    key: 'version',
    title: columnTitles.version,
    width: 'minmax(48px, 80px)',
    render: ({ version }) => <Word text={version} />,
  },
  {
    key: 'user',
    title: columnTitles.user,
    width: 'minmax(56px, 120px)',
    render: ({ user_id }) => <Word text={user_id} />,
  },
  {
    key: 'session',
    title: columnTitles.session,
    width: 'minmax(56px, 140px)',
    render: ({ session_id }) => <Word text={session_id} />,
  },
  {
    key: 'conversation',
    title: columnTitles.conversation,
    width: 'minmax(56px, 140px)',
    render: ({ conversation_id }) => <Word text={conversation_id} />,
  },
  {
    key: 'task',
    title: columnTitles.task,
    width: 'minmax(56px, 120px)',
    render: ({ task_id }) => <Word text={task_id} />,
  },
  {
    key: 'models',
    title: columnTitles.models,
    width: 'minmax(70px, 180px)',
    render: ({ models }) => <Word text={models.map(({ model }) => model).join(', ') || null} />,
  },
  {
    key: 'started',
    title: titles.started,
    width: 'minmax(64px, 80px)',
    sort: 'started',
    isUsual: true,
    render: ({ started_at }, frozen) => <Ago time={started_at} frozen={frozen} />,
  },
  {
    key: 'duration',
    title: titles.duration,
    width: 'minmax(60px, 72px)',
    sort: 'duration',
    isFigure: true,
    isUsual: true,
    render: ({ started_at, duration_ms }, frozen) => (
      <Duration startedAt={started_at} durationMs={duration_ms} frozen={frozen} />
    ),
  },
  {
    key: 'tokens-in',
    title: titles.tokensIn,
    width: 'minmax(56px, 68px)',
    isFigure: true,
    isUsual: true,
    render: ({ usage, llm_calls }) => <Tokens count={usage.input_tokens} calls={llm_calls} />,
  },
  {
    key: 'tokens-out',
    title: titles.tokensOut,
    width: 'minmax(56px, 76px)',
    isFigure: true,
    isUsual: true,
    render: ({ usage, llm_calls }) => <Tokens count={usage.output_tokens} calls={llm_calls} />,
  },
  {
    key: 'llm-calls',
    title: columnTitles.llmCalls,
    width: 'minmax(44px, 76px)',
    isFigure: true,
    render: ({ llm_calls }) => figure(llm_calls),
  },
  {
    key: 'tool-calls',
    title: columnTitles.toolCalls,
    width: 'minmax(44px, 80px)',
    isFigure: true,
    render: ({ tool_calls }) => figure(tool_calls),
  },
  {
    key: 'steps',
    title: columnTitles.steps,
    width: 'minmax(44px, 64px)',
    isFigure: true,
    render: ({ step_count }) => figure(step_count),
  },
  {
    key: 'cost',
    title: titles.cost,
    width: 'minmax(72px, 128px)',
    sort: 'cost',
    isFigure: true,
    isUsual: true,
    render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
  },
];
