'use client';

import { useExecutions, useExecutionUpdates } from '@observatory/console';

/** The newest run, followed until it ends. */
export function NewestRun() {
  const { executions } = useExecutions({ limit: 1 });
  const newest = executions?.[0];
  return newest ? <Run id={newest.id} /> : <p className="office-run">No run yet.</p>;
}

function Run({ id }: { id: string }) {
  const { execution, error } = useExecutionUpdates(id);
  if (error) return <p className="office-run">{error.message}</p>;
  if (!execution) return <p className="office-run">…</p>;
  return (
    <p className="office-run">
      {execution.name}: {execution.status}, {execution.steps.length} steps
    </p>
  );
}
