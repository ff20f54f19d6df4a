import { useMemo } from 'react';
import type { Execution, ExecutionDetail } from '../hub/types.ts';
import { isLive, useConnection } from '../live/use-connection.ts';
import { type LiveState, problemIn } from './live-answer.ts';
import { useExecution } from './use-execution.ts';

/** One execution with all that belongs to it: its steps, events, log lines, spans. */
export type ExecutionWithParts = Execution & Omit<ExecutionDetail, 'execution'>;

/** One execution, live; null before the first answer, and where no execution has the id (`error` says so). */
export function useExecutionUpdates(
  id: string,
): LiveState & { readonly execution: ExecutionWithParts | null } {
  const connection = useConnection();
  const { data, error } = useExecution(id);
  const execution = useMemo(() => {
    if (!data) return null;
    const { execution: summary, ...parts } = data;
    return { ...summary, ...parts };
  }, [data]);
  return { execution, isConnected: isLive(connection), error: problemIn(error) };
}
