import { useEffect, useMemo, useState } from 'react';
import { useExecution } from '../hooks/use-execution.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { usePage } from '../hooks/use-page.ts';
import { Problem } from '../hub/problem.ts';
import type { ExecutionDetail } from '../hub/types.ts';
import { findCause } from '../lib/find-cause.ts';
import { allNodes, buildTree } from '../lib/waterfall-tree.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { ErrorPanel } from './error-panel.tsx';
import { ExecutionHead } from './execution-head.tsx';
import { MarkNotes } from './mark-notes.tsx';
import { ModelTable } from './model-table.tsx';
import { Records } from './records.tsx';
import { StepPanel } from './step-panel.tsx';
import { Waterfall } from './waterfall.tsx';

/** Everything about one execution, live while it runs. */
export function ExecutionPage({ id }: { id: string }) {
  const query = useExecution(id);
  usePage(texts.execution.documentTitle(query.data?.execution.name ?? id.slice(0, 8)));

  // An address may be opened before the first sign of its execution has arrived.
  const isMissing = query.error instanceof Problem && query.error.status === 404;
  const { refetch } = query;
  useEffect(() => {
    if (!isMissing) return;
    const timer = setInterval(() => void refetch(), 5_000);
    return () => clearInterval(timer);
  }, [isMissing, refetch]);

  if (query.data) return <Loaded detail={query.data} />;
  if (query.isError) {
    return (
      <>
        <h1 className="obs-sr-only">{id}</h1>
        <ProblemNote error={query.error} onRetry={() => void refetch()} />
      </>
    );
  }
  return (
    <>
      <h1 className="obs-sr-only">{id}</h1>
      <Skeleton lines={3} className="is-head" />
      <Skeleton lines={10} className="is-table" />
    </>
  );
}

function Loaded({ detail }: { detail: ExecutionDetail }) {
  const root = useMemo(() => buildTree(detail), [detail]);
  const cause = useMemo(() => findCause(detail, root), [detail, root]);
  const [stepId, selectStep] = useSearchParam('step');
  const [, setTab] = useSearchParam('tab');
  const nodes = useMemo(() => allNodes(root), [root]);
  const selected = stepId ? (nodes.find((node) => node.id === stepId) ?? null) : null;
  const [stepFilter, setStepFilter] = useState<string | null>(null);
  const failingId = cause?.path.at(-1)?.id ?? null;

  useKeys({ Escape: () => selectStep(null) });

  return (
    <>
      <ExecutionHead detail={detail} />
      <MarkNotes detail={detail} />
      {cause && (
        <ErrorPanel
          execution={detail.execution}
          cause={cause}
          onShowStep={selectStep}
          onShowSpans={() => {
            setTab('spans');
            document.getElementById('records')?.scrollIntoView({ block: 'start' });
          }}
        />
      )}
      <div className={selected ? 'obs-with-panel' : undefined}>
        <div className="obs-with-panel-main">
          <Waterfall
            root={root}
            nodes={nodes}
            failingId={failingId}
            selectedId={selected?.id ?? null}
            onSelect={selectStep}
          />
          {detail.execution.models.length > 0 && <ModelTable models={detail.execution.models} />}
          <Records detail={detail} nodes={nodes} stepFilter={stepFilter} onStepFilter={setStepFilter} />
        </div>
        {selected && (
          <StepPanel
            key={selected.id}
            node={selected}
            detail={detail}
            onClose={() => selectStep(null)}
            onShowLogs={setStepFilter}
          />
        )}
      </div>
    </>
  );
}
