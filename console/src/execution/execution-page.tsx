import { useEffect } from 'react';
import { useExecution } from '../hooks/use-execution.ts';
import { usePage } from '../hooks/use-page.ts';
import { Problem } from '../hub/problem.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { texts } from '../texts/common.ts';
import { executionHeadQuestion } from './execution-questions.ts';
import { LoadedExecution } from './loaded-execution.tsx';

/** Everything about one execution, live while it runs; `part` is its id. */
export function ExecutionPage({ part }: { part: string }) {
  return <Execution key={part} id={part} />;
}

function Execution({ id }: { id: string }) {
  const query = useExecution(id);
  // Of a large trace the steps take seconds to find; who ran and how it stands does not wait for them.
  const head = useHubQuery(executionHeadQuestion(id), { on: query.data === undefined && !query.isError });
  usePage(texts.execution.documentTitle((query.data ?? head.data)?.execution.name ?? id.slice(0, 8)));

  // An address may be opened before the first sign of its execution has arrived.
  const isMissing = query.error instanceof Problem && query.error.status === 404;
  const { refetch } = query;
  useEffect(() => {
    if (!isMissing) return;
    const timer = setInterval(() => void refetch(), 5_000);
    return () => clearInterval(timer);
  }, [isMissing, refetch]);

  if (query.data) return <LoadedExecution detail={query.data} isWhole />;
  if (query.isError) {
    return (
      <>
        <h1 className="obs-sr-only">{id}</h1>
        <ProblemNote error={query.error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (head.data) return <LoadedExecution detail={head.data} isWhole={false} />;
  return (
    <>
      <h1 className="obs-sr-only">{id}</h1>
      <Skeleton lines={3} className="is-head" />
      <Skeleton lines={10} className="is-table" />
    </>
  );
}
