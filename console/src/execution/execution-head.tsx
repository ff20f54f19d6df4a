import type { ReactNode } from 'react';
import { useNarrow } from '../hooks/use-media.ts';
import { useNow } from '../hooks/use-now.ts';
import type { Execution, ExecutionDetail } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatDollars, formatExactCount } from '../lib/format-number.ts';
import { formatAgo, toMs } from '../lib/format-time.ts';
import { writeFilter } from '../lib/list-filter.ts';
import { wordOf } from '../lib/word-of.ts';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { Fact } from '../parts/fact.tsx';
import { Icon } from '../parts/icon.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Absolute } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath, pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import { ExecutionLinks } from './execution-links.tsx';

const words = texts.execution;

/** Who ran, how it stands, its figures and ids. */
export function ExecutionHead({ detail }: { detail: ExecutionDetail }) {
  const { execution, parents } = detail;
  const narrow = useNarrow();
  return (
    <header className="head">
      <Breadcrumb
        within={[
          [pagePath('executions'), texts.executions.title],
          ...parents.map(({ id, name }) => [executionPath(id), name] as const),
        ]}
        current={execution.name}
      >
        <Link href={pagePath(execution.kind === 'agent' ? 'agents' : 'workflows', execution.name)}>
          {wordOf(executionTexts.about, execution.kind)}
        </Link>
        <Link href={`${pagePath('executions')}${writeFilter({ name: execution.name, nested: true })}`}>
          {words.allRuns}
        </Link>
      </Breadcrumb>
      <div className="obs-head-title">
        <StatusBadge status={execution.status} />
        <h1>
          <KindIcon kind={execution.kind} />
          <span className="obs-foreign">{execution.name}</span>
        </h1>
        {execution.operation && <p className="obs-head-operation obs-foreign">{execution.operation}</p>}
        {execution.status === 'running' && <LastSign execution={execution} />}
      </div>
      <Figures detail={detail} />
      <ExecutionLinks detail={detail} />
      {narrow ? (
        <details className="obs-fold">
          <summary>{words.allFacts}</summary>
          <Facts execution={execution} />
        </details>
      ) : (
        <Facts execution={execution} />
      )}
    </header>
  );
}

/** From this long on, silence is worth a word. */
const SILENT_MS = 60_000;

function LastSign({ execution }: { execution: Execution }) {
  const now = useNow(1_000);
  const last = toMs(execution.last_event_at);
  const silent = now - last > SILENT_MS;
  return (
    <p className={silent ? 'obs-last-sign is-silent' : 'obs-last-sign'}>
      {silent && <Icon name="warn" />}
      {silent ? words.silent(formatDuration(now - last)) : words.lastSign(formatAgo(last, now))}
    </p>
  );
}

function Figure({
  title,
  note,
  children,
}: {
  title: string;
  note?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="obs-head-figure">
      <dt>{title}</dt>
      <dd>
        {children}
        {note && <span className="obs-head-figure-note">{note}</span>}
      </dd>
    </div>
  );
}

function Figures({ detail: { execution, children } }: { detail: ExecutionDetail }) {
  const { usage, own_cost_usd, cost_usd } = execution;
  const ownCost =
    children.length > 0 && own_cost_usd !== null && own_cost_usd !== cost_usd
      ? words.ownCost(formatDollars(own_cost_usd))
      : undefined;
  return (
    <dl className="obs-head-figures">
      <Figure title={words.facts.duration}>
        <Duration startedAt={execution.started_at} durationMs={execution.duration_ms} />
      </Figure>
      <Figure title={words.facts.cost} note={ownCost}>
        <Cost usd={execution.cost_usd} unpricedCalls={execution.unpriced_calls} />
      </Figure>
      <Figure
        title={words.facts.tokensIn}
        note={usage.cache_read_tokens > 0 ? words.cached(formatCount(usage.cache_read_tokens)) : undefined}
      >
        <span title={formatExactCount(usage.input_tokens)}>{formatCount(usage.input_tokens)}</span>
      </Figure>
      <Figure
        title={words.facts.tokensOut}
        note={usage.reasoning_tokens > 0 ? words.reasoning(formatCount(usage.reasoning_tokens)) : undefined}
      >
        <span title={formatExactCount(usage.output_tokens)}>{formatCount(usage.output_tokens)}</span>
      </Figure>
      <Figure title={words.facts.llmCalls}>{formatExactCount(execution.llm_calls)}</Figure>
      <Figure
        title={words.facts.toolCalls}
        note={children.length > 0 ? words.children(children.length) : undefined}
      >
        {formatExactCount(execution.tool_calls)}
      </Figure>
    </dl>
  );
}

function Facts({ execution }: { execution: Execution }) {
  const { facts } = words;
  const origin = [
    [facts.service, execution.service],
    [facts.environment, execution.environment],
    [facts.version, execution.version],
  ] as const;
  const context = [
    [facts.user, execution.user_id, 'users'],
    [facts.session, execution.session_id, 'sessions'],
    [facts.task, execution.task_id, null],
    // Where no session is said, the conversation counts as one.
    [facts.conversation, execution.conversation_id, execution.session_id === null ? 'sessions' : null],
  ] as const;
  return (
    <>
      <dl className="obs-facts">
        <Fact title={facts.started}>
          <Absolute time={execution.started_at} />
        </Fact>
        {origin.map(
          ([title, name]) =>
            name !== null && (
              <Fact key={title} title={title}>
                <span className="obs-foreign">{name}</span>
              </Fact>
            ),
        )}
        {context.map(
          ([title, id, page]) =>
            id !== null && (
              <IdFact key={title} title={title} id={id} href={page === null ? null : pagePath(page, id)} />
            ),
        )}
      </dl>
      <dl className="obs-facts obs-has-long-ids">
        <IdFact title={facts.executionId} id={execution.id} />
        <IdFact title={facts.traceId} id={execution.trace_id} />
      </dl>
    </>
  );
}

function IdFact({ title, id, href = null }: { title: string; id: string; href?: string | null }) {
  return (
    <Fact title={title}>
      {href === null ? (
        <span className="obs-id obs-foreign" title={id}>
          {id}
        </span>
      ) : (
        <Link href={href} className="obs-id obs-foreign" title={id}>
          {id}
        </Link>
      )}
      <CopyButton value={id} label={words.copyValue(title.toLowerCase())} />
    </Fact>
  );
}
