import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { ratio } from '../../health/ratio.ts';
import { wholeBuckets } from '../../participants/five-minutes.ts';
import { isoOfMicros } from '../../store/micros.ts';
import { findWorkflowGraph } from '../../traces/present-fleet.ts';
import {
  listWorkflows,
  readWorkflow,
  readWorkflowRuns,
  type WorkflowRow,
  type WorkflowRuns,
  writeDefinition,
} from '../../workflows/read-workflows.ts';
import { boundedJson } from '../bounded-json.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { openParts, sealParts } from '../list-cursor.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Json } from '../schemas/parts.ts';
import { type Workflow, WorkflowAnswer, WorkflowList } from '../schemas/records.ts';
import { WorkflowGraph } from '../schemas/traces.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;
const MAX_NAME = 512;
const MAX_DEFINITION_BYTES = 256 * 1024;
const BODY_BYTES = 1024 * 1024;
const PICO_PER_USD = 1e12;
const tags = ['workflows'];
const Name = Type.Object({
  name: storedText({ minLength: 1, maxLength: MAX_NAME, description: 'gen_ai.workflow.name.' }),
});

/** VX11's workflows: what runs, how it is defined, how it fares. */
export function workflowRoutes(app: Api, context: HubContext): void {
  const { database } = context;

  app.get(
    '/api/v1/workflows',
    {
      schema: {
        operationId: 'listWorkflows',
        summary: 'Workflows by name, with the figures of their runs',
        tags,
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 4000, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: WorkflowList, 400: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { from, to, minutes, limit, cursor } = request.query;
      const after = cursor === undefined ? null : openParts(cursor, { name: 'text' }).name;
      const stretch = wholeBuckets(stretchOf(request.query, DAY_MINUTES));
      const key = JSON.stringify([from, to, minutes, limit, cursor]);
      return keptAnswer(context, request, reply, key, async (project) => {
        const [rows, runsOf] = await Promise.all([
          listWorkflows(database, project, after, limit + 1),
          readWorkflowRuns(database, project, stretch, null),
        ]);
        const last = rows.length > limit ? rows[limit - 1] : undefined;
        return {
          from: isoOfMicros(stretch.sinceUs),
          to: isoOfMicros(stretch.untilUs),
          workflows: rows.slice(0, limit).map((row) => workflowOf(row, runsOf(row.name))),
          next_cursor: last ? sealParts([last.name]) : null,
        };
      });
    },
  );

  app.get(
    '/api/v1/workflows/:name',
    {
      schema: {
        operationId: 'getWorkflow',
        summary: 'One workflow: its definition and the figures of its runs',
        tags,
        params: Name,
        querystring: queryOf(timeRange(DAY_MINUTES)),
        response: { 200: WorkflowAnswer, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { from, to, minutes } = request.query;
      const stretch = wholeBuckets(stretchOf(request.query, DAY_MINUTES));
      // Not from what is kept: a definition is read as it was just given.
      const row = await readWorkflow(database, context.projectOf(request), name);
      if (row === null) throw noSuchWorkflow(name);
      const { runs, computed_at } = await keptAnswer(
        context,
        request,
        reply,
        JSON.stringify([from, to, minutes, name]),
        async (project) => ({ runs: (await readWorkflowRuns(database, project, stretch, name))(name) }),
      );
      return {
        from: isoOfMicros(stretch.sinceUs),
        to: isoOfMicros(stretch.untilUs),
        workflow: workflowOf(row, runs),
        computed_at,
      };
    },
  );

  app.get(
    '/api/v1/workflows/:name/graph',
    {
      schema: {
        operationId: 'getWorkflowGraph',
        summary: 'The steps of a workflow in their order, with the time and failures of each',
        tags,
        params: Name,
        querystring: queryOf(timeRange(DAY_MINUTES)),
        response: { 200: WorkflowGraph, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { from, to, minutes } = request.query;
      const stretch = stretchOf(request.query, DAY_MINUTES);
      const key = JSON.stringify([from, to, minutes, name]);
      return keptAnswer(context, request, reply, key, async (project) => {
        if ((await readWorkflow(database, project, name)) === null) throw noSuchWorkflow(name);
        return findWorkflowGraph(database, project, name, stretch);
      });
    },
  );

  app.put(
    '/api/v1/workflows/:name',
    {
      bodyLimit: BODY_BYTES,
      config: { access: 'operate' },
      schema: {
        operationId: 'putWorkflow',
        summary: 'Keeps the definition of a workflow; null takes it away',
        tags,
        params: Name,
        body: Type.Object(
          { definition: Json('Any JSON, at most 256 KiB.') },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null(), 400: ErrorAnswer, 413: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const bytes = Buffer.byteLength(name);
      if (bytes > MAX_NAME)
        throw new HubError('OBS_BAD_REQUEST', `Expected at most ${MAX_NAME} bytes, got ${bytes}.`, {
          where: 'params.name',
        });
      const { definition } = request.body;
      const json =
        definition === null ? null : boundedJson(definition, 'body.definition', MAX_DEFINITION_BYTES);
      await writeDefinition(database, context.projectOf(request), name, json);
      return reply.code(204).send(null);
    },
  );
}

const iso = (us: number | null) => (us === null ? null : isoOfMicros(us));

function workflowOf(row: WorkflowRow, runs: WorkflowRuns): Workflow {
  const { started, completed, failed, cancelled, durationMs, costPico } = runs;
  const ended = completed + failed + cancelled;
  return {
    name: row.name,
    definition: row.definition,
    defined_at: iso(row.definedUs),
    first_seen_at: iso(row.firstSeenUs),
    last_seen_at: iso(row.lastSeenUs),
    runs: {
      executions: started,
      completed,
      failed,
      cancelled,
      error_rate: ratio(failed, ended),
      mean_duration_ms: ratio(durationMs, ended),
      input_tokens: runs.inputTokens,
      output_tokens: runs.outputTokens,
      cost_usd: costPico === null ? null : costPico / PICO_PER_USD,
      unpriced_calls: runs.unpriced,
    },
  };
}

function noSuchWorkflow(name: string): HubError {
  return new HubError(
    'OBS_WORKFLOW_NOT_FOUND',
    `No workflow is called "${name.slice(0, 64)}"; GET /api/v1/workflows lists those that ran or are defined.`,
    { where: 'params.name' },
  );
}
