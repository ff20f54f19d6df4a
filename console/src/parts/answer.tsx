import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { FaultGuard } from './fault-guard.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Skeleton } from './skeleton.tsx';

interface AnswerProps<D> {
  readonly query: UseQueryResult<D>;
  /** Lines of the drawing that stands for an answer that is on its way. */
  readonly lines?: number;
  readonly children: (data: D) => ReactNode;
}

/** The hub's answer once it is there; before that a sketch of it, and why it cannot be had where it cannot. */
export function Answer<D>({ query, lines = 4, children }: AnswerProps<D>) {
  const problem = useLast(query.error);
  if (query.data !== undefined) {
    return (
      <FaultGuard tryAgainOn={query.dataUpdatedAt}>
        <Drawn data={query.data}>{children}</Drawn>
      </FaultGuard>
    );
  }
  if (problem !== null && query.errorUpdateCount > 0)
    return <ProblemNote error={problem} onRetry={() => void query.refetch()} />;
  return <Skeleton lines={lines} />;
}

/** What was last wrong: it stands until there is an answer, also while the hub is asked again. */
function useLast(error: Error | null): Error | null {
  const last = useRef(error);
  if (error !== null) last.current = error;
  return last.current;
}

/** Drawn as a component of its own, so that its fault is caught. */
function Drawn<D>({ data, children }: { data: D; children: (data: D) => ReactNode }) {
  return children(data);
}
