import type { Json } from '@observatory/shim/conventions';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { readMarks, readNeighbours } from '../../snapshots/read-snapshot.ts';
import { stateDifference } from '../../snapshots/snapshot-difference.ts';
import { isoOfMicros } from '../../store/micros.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { Api, HubContext } from '../context.ts';
import { knownExecution } from '../known-execution.ts';
import { queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { SnapshotAnswer, SnapshotDifference } from '../schemas/records.ts';
import type { Snapshot } from '../schemas/snapshots.ts';
import { snapshotPage } from '../snapshots.ts';

const MAX_STEPS = 1000;
const tags = ['executions'];
const Sequence = (description: string) => Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description });

/** VX12, time travel: the state at a step, and what changed between two. */
export function snapshotRoutes(app: Api, context: HubContext): void {
  /** A snapshot with its state, rebuilt from the differences before it where need be. Throws what is not there. */
  const snapshotAt = async (
    project: string,
    given: string,
    sequence: number,
    where: string,
  ): Promise<Snapshot> => {
    const id = given.toLowerCase();
    if (/^[0-9a-f]{48}$/.test(id)) {
      const { snapshots } = snapshotPage(
        await readSnapshots(context.database, project, id, sequence, 1),
        sequence,
      );
      const [snapshot] = snapshots;
      if (snapshot?.sequence === sequence) return snapshot;
    }
    await knownExecution(context, project, given);
    throw new HubError(
      'OBS_SNAPSHOT_NOT_FOUND',
      `The execution has no snapshot ${sequence}; GET /api/v1/executions/${id}/snapshots lists those it has.`,
      { where },
    );
  };

  app.get(
    '/api/v1/executions/:id/snapshots/:sequence',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getSnapshot',
        summary: 'The state of an execution at one of its snapshots',
        tags,
        params: Type.Object({
          id: Type.String({ description: '48 hex digits.' }),
          sequence: Sequence('Place of the snapshot in its execution, from 0.'),
        }),
        response: { 200: SnapshotAnswer, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { id, sequence } = request.params;
      const project = context.projectOf(request);
      const snapshot = await snapshotAt(project, id, sequence, 'params.sequence');
      return { snapshot, ...(await readNeighbours(context.database, project, id.toLowerCase(), sequence)) };
    },
  );

  app.get(
    '/api/v1/executions/:id/snapshots/difference',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'compareSnapshots',
        summary: 'What changed from one snapshot of an execution to another, and which steps lie between',
        tags,
        params: Type.Object({ id: Type.String({ description: '48 hex digits.' }) }),
        querystring: queryOf({
          from: Sequence('Sequence of the one.'),
          to: Sequence('Of the other, earlier or later.'),
        }),
        response: { 200: SnapshotDifference, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { from, to } = request.query;
      const project = context.projectOf(request);
      const before = await snapshotAt(project, id, from, 'query.from');
      const after = from === to ? before : await snapshotAt(project, id, to, 'query.to');
      const isKnown = before.unknown === null && after.unknown === null;
      const found = isKnown ? stateDifference(before.state as Json, after.state as Json) : null;
      const marks = await readMarks(
        context.database,
        project,
        id.toLowerCase(),
        Math.min(from, to),
        Math.max(from, to),
        MAX_STEPS,
      );
      return {
        from: before,
        to: after,
        changes: found === null ? null : [...found.changes],
        change_count: found?.count ?? null,
        truncated: found?.truncated ?? false,
        steps: marks.map(({ sequence, timeUs, step }) => ({ sequence, time: isoOfMicros(timeUs), step })),
      };
    },
  );
}
