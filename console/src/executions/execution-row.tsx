// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be <tr>
// biome-ignore-all lint/a11y/useFocusableInteractive: the link within takes the focus
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the link within takes the keys
import { type MouseEvent, memo, type Ref, useState } from 'react';
import type { Execution } from '../hub/types.ts';
import { formatCount, formatExactCount } from '../lib/format-number.ts';
import { classNames } from '../parts/class-names.ts';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Ago } from '../parts/time.tsx';
import type { RowPlace } from '../parts/virtual-rows.tsx';
import { Link } from '../place/link.tsx';
import { usePlace } from '../place/place-context.tsx';
import { executionPath } from '../place/route.ts';
import { texts } from '../texts/common.ts';

interface ExecutionRowProps {
  readonly execution: Execution;
  readonly place: RowPlace;
  readonly frozen: boolean;
  readonly isNew: boolean;
}

/** One execution in the list. The whole row opens it; its name is the link for keyboards and readers. */
export const ExecutionRow = memo(
  function ExecutionRow({ execution, place, frozen, isNew }: ExecutionRowProps) {
    const here = usePlace();
    const [arrived] = useState(isNew);
    const open = (event: MouseEvent<HTMLElement>) => {
      const onLink = (event.target as HTMLElement).closest('a');
      if (onLink || !document.getSelection()?.isCollapsed) return;
      here.go(executionPath(execution.id));
    };
    const { usage } = execution;
    return (
      <div
        {...place}
        ref={place.ref as Ref<HTMLDivElement>}
        role="row"
        className={classNames('obs-row obs-row-grid', `is-${execution.status}`, arrived && 'is-new')}
        data-execution={execution.id}
        onClick={open}
      >
        <div role="cell" className="obs-cell-status">
          <StatusBadge status={execution.status} />
        </div>
        <div role="cell" className="obs-cell-name">
          <KindIcon kind={execution.kind} />
          <Link href={executionPath(execution.id)} className="obs-row-link obs-foreign">
            {execution.name}
          </Link>
          {execution.operation && (
            <span className="obs-operation obs-foreign" title={execution.operation}>
              {execution.operation}
            </span>
          )}
        </div>
        <div role="cell" className="obs-cell-error">
          {execution.status === 'failed' && (
            <>
              <span className="obs-error-type obs-foreign">
                {execution.error?.type || texts.executions.unknownError}
              </span>
              <span className="obs-error-text obs-foreign" title={execution.error?.message}>
                {execution.error?.message}
              </span>
            </>
          )}
        </div>
        <div role="cell" className="obs-cell-service obs-foreign" title={execution.service}>
          {execution.service}
        </div>
        <div role="cell" className="obs-cell-started">
          <Ago time={execution.started_at} frozen={frozen} />
        </div>
        <div role="cell" className="obs-cell-duration">
          <Duration startedAt={execution.started_at} durationMs={execution.duration_ms} frozen={frozen} />
        </div>
        <div role="cell" className="obs-cell-tokens-in">
          <Tokens count={usage.input_tokens} calls={execution.llm_calls} />
        </div>
        <div role="cell" className="obs-cell-tokens-out">
          <Tokens count={usage.output_tokens} calls={execution.llm_calls} />
        </div>
        <div role="cell" className="obs-cell-cost">
          <Cost usd={execution.cost_usd} unpricedCalls={execution.unpriced_calls} />
        </div>
      </div>
    );
  },
  (before, after) =>
    before.execution === after.execution &&
    before.frozen === after.frozen &&
    before.place.style.transform === after.place.style.transform &&
    before.place['data-index'] === after.place['data-index'],
);

function Tokens({ count, calls }: { count: number; calls: number }) {
  if (count === 0 && calls === 0) return <span className="obs-figure is-absent">{texts.none}</span>;
  return (
    <span className="obs-figure" title={formatExactCount(count)}>
      {formatCount(count)}
    </span>
  );
}
