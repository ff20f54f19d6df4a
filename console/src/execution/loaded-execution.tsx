import { useMemo, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { findCause } from '../lib/find-cause.ts';
import { toMs } from '../lib/format-time.ts';
import { allNodes, buildTree } from '../lib/waterfall-tree.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { CostPanel } from './cost-panel.tsx';
import { dearestSteps } from './dearest-steps.ts';
import { ErrorPanel } from './error-panel.tsx';
import { ExecutionHead } from './execution-head.tsx';
import { criticalPathQuestion, spanLinesQuestion } from './execution-questions.ts';
import { MarkNotes } from './mark-notes.tsx';
import { ModelTable } from './model-table.tsx';
import { OtherRuns } from './other-runs.tsx';
import { rowFinder, rowPaths } from './path-marks.ts';
import { Records } from './records.tsx';
import { retryChains } from './retry-chains.ts';
import { RetryPanel } from './retry-panel.tsx';
import { StepPanel } from './step-panel.tsx';
import { Steps } from './steps.tsx';
import { TimePanel } from './time-panel.tsx';

const LINES_GOOD_FOR_MS = 60_000;
/** Of more steps than these their lines are asked for before all that is known of them: they come in half the time. */
const MANY_STEPS = 3_000;

interface LoadedExecutionProps {
  readonly detail: ExecutionDetail;
  /** False while only the head is there, and its lists are on their way. */
  readonly isWhole: boolean;
}

/** An execution that the hub has answered with: all parts of its page. */
export function LoadedExecution({ detail, isWhole }: LoadedExecutionProps) {
  const { execution } = detail;
  const isLarge = detail.truncated.includes('steps') || (!isWhole && execution.step_count > MANY_STEPS);
  const known = useHubQuery(spanLinesQuestion(execution.id), {
    on: isLarge,
    goodForMs: LINES_GOOD_FOR_MS,
  }).data;
  const lines = isLarge ? known : undefined;
  const spans = lines?.spans;
  const root = useMemo(() => buildTree(detail, spans), [detail, spans]);
  const cause = useMemo(() => findCause(detail, root), [detail, root]);
  const nodes = useMemo(() => allNodes(root), [root]);
  const chains = useMemo(() => retryChains(nodes), [nodes]);
  const costs = useMemo(() => dearestSteps(nodes), [nodes]);
  const path = useHubQuery(criticalPathQuestion(execution.id)).data ?? null;
  const shownPath = useMemo(() => {
    if (path === null) return null;
    const rowOf = rowFinder(new Set(nodes.map(({ id }) => id)), detail.spans);
    return { rows: rowPaths(path, rowOf), startMs: toMs(path.start_time) };
  }, [path, nodes, detail.spans]);
  const [stepId, selectStep] = useSearchParam('step');
  const [, setTab] = useSearchParam('tab');
  const selected = stepId ? (nodes.find((node) => node.id === stepId) ?? null) : null;
  const [stepFilter, setStepFilter] = useState<string | null>(null);

  useKeys({ Escape: () => selectStep(null) });
  const showRecords = (tab: 'logs' | 'spans') => {
    setTab(tab);
    document.getElementById('records')?.scrollIntoView({ block: 'start' });
  };

  return (
    <>
      <ExecutionHead detail={detail} />
      <MarkNotes detail={detail} lines={lines} />
      {isWhole && cause && (
        <ErrorPanel
          execution={execution}
          cause={cause}
          onShowStep={selectStep}
          onShowSpans={() => showRecords('spans')}
        />
      )}
      <div className={selected ? 'obs-with-panel' : undefined}>
        <div className="obs-with-panel-main">
          {isWhole || lines ? (
            <>
              <Steps
                root={root}
                nodes={nodes}
                failingId={cause?.path.at(-1)?.id ?? null}
                selectedId={selected?.id ?? null}
                path={path}
                shownPath={shownPath}
                onSelect={selectStep}
              />
              <div className="obs-cards">
                {path !== null && path.by_step.length > 0 && <TimePanel path={path} />}
                <div className="obs-card-column">
                  {costs.length > 0 && <CostPanel steps={costs} onSelect={selectStep} />}
                  <OtherRuns execution={execution} />
                </div>
                {chains.length > 0 && (
                  <RetryPanel chains={chains} selectedId={selected?.id ?? null} onSelect={selectStep} />
                )}
              </div>
              {execution.models.length > 0 && <ModelTable models={execution.models} />}
            </>
          ) : (
            <Skeleton lines={10} className="is-table" />
          )}
          {isWhole ? (
            <Records
              detail={detail}
              nodes={nodes}
              stepFilter={stepFilter}
              onStepFilter={setStepFilter}
              onSelect={selectStep}
            />
          ) : (
            <Skeleton lines={6} />
          )}
        </div>
        {selected && (
          <StepPanel
            key={selected.id}
            node={selected}
            detail={detail}
            path={shownPath?.rows.get(selected.id) ?? null}
            onClose={() => selectStep(null)}
            onShowLogs={(stepId) => {
              setStepFilter(stepId);
              showRecords('logs');
            }}
          />
        )}
      </div>
    </>
  );
}
