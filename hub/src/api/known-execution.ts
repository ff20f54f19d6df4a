import { HubError } from '../errors.ts';
import { foldTrace } from '../fold/fold-trace.ts';
import { loadTraces } from '../fold/load.ts';
import { type ExecutionRow, executionRow } from '../store/execution-row.ts';
import { readExecutionRows } from '../store/read-executions.ts';
import type { HubContext } from './context.ts';

/**
 * The execution with an id as given in a path, in any case: its row, or what its trace says where the fold has not come to it
 * yet. Throws OBS_EXECUTION_NOT_FOUND.
 */
export async function knownExecution(
  context: HubContext,
  project: string,
  given: string,
): Promise<ExecutionRow> {
  const id = given.toLowerCase();
  if (/^[0-9a-f]{48}$/.test(id)) {
    const { database, prices, clock } = context;
    const traceId = id.slice(0, 32);
    const rows = await readExecutionRows(database, project, [traceId]);
    const row = rows.find((one) => one.id === id);
    if (row !== undefined) return row;
    const [input] = await loadTraces(database, project, [traceId], prices);
    const folded = input && foldTrace(input, clock()).executions.find((one) => one.id === id);
    if (folded) return executionRow(project, folded);
  }
  throw new HubError(
    'OBS_EXECUTION_NOT_FOUND',
    `No execution has the id ${given.slice(0, 64)}; ids are 48 hex digits, as in GET /api/v1/executions.`,
    { where: 'params.id' },
  );
}
