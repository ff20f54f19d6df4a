import { Attr } from '@observatory/shim/conventions';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { DEFAULT_FEEDBACK_NAME, feedbackRecord } from '../../evaluations/feedback.ts';
import { listEvaluations } from '../../evaluations/read-evaluations.ts';
import { readCells, summarise, summaryDimensions } from '../../evaluations/summarise.ts';
import { isoOfMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { idempotencyHeaders, madeOnce } from '../idempotency.ts';
import { keptAnswer } from '../kept-answer.ts';
import { knownExecution } from '../known-execution.ts';
import { openParts, sealParts } from '../list-cursor.ts';
import { evaluationOf, groupOf } from '../present-evaluations.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Evaluation, EvaluationList, EvaluationSummary } from '../schemas/evaluations.ts';
import { oneOf } from '../schemas/parts.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;
const MAX_GROUPS = 500;
const FEEDBACK_BYTES = 64 * 1024;
const tags = ['evaluations'];

const Name = (description: string) => Type.Optional(storedText({ maxLength: 512, description }));
const filters = {
  ...timeRange(DAY_MINUTES),
  name: Name('Name of the evaluation, exact.'),
  agent: Name('Name of the agent or workflow that was judged, exact.'),
  label: Name('Label, exact.'),
  min_score: Type.Optional(Type.Number({ description: 'Smallest score.' })),
  max_score: Type.Optional(Type.Number({ description: 'Largest score.' })),
};

interface Filters {
  readonly from?: string;
  readonly to?: string;
  readonly minutes?: number;
  readonly name?: string;
  readonly agent?: string;
  readonly label?: string;
  readonly min_score?: number;
  readonly max_score?: number;
}

function filterOf(query: Filters) {
  const { name, agent, label, min_score, max_score } = query;
  if (min_score !== undefined && max_score !== undefined && min_score > max_score)
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected min_score up to max_score, got ${min_score} and ${max_score}.`,
      { where: 'query.min_score' },
    );
  return {
    ...(name !== undefined && { name }),
    ...(agent !== undefined && { agent }),
    ...(label !== undefined && { label }),
    ...(min_score !== undefined && { minScore: min_score }),
    ...(max_score !== undefined && { maxScore: max_score }),
  };
}

export function evaluationRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/evaluations',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'listEvaluations',
        summary: 'Judgements of executions by evaluators and users, newest first',
        tags,
        querystring: queryOf({
          ...filters,
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 1000, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: EvaluationList, 400: ErrorAnswer },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const place =
        cursor === undefined
          ? null
          : openParts(cursor, { sinceUs: 'time', untilUs: 'time', timeUs: 'time', id: 'text' });
      const stretch = place ?? stretchOf(request.query, DAY_MINUTES);
      const { sinceUs, untilUs } = stretch;
      const filter = { sinceUs, untilUs, ...filterOf(request.query) };
      const project = context.projectOf(request);
      const { rows, next } = await listEvaluations(context.database, project, filter, place, limit);
      return {
        from: isoOfMicros(sinceUs),
        to: isoOfMicros(untilUs),
        evaluations: rows.map(evaluationOf),
        next_cursor: next === null ? null : sealParts([sinceUs, untilUs, next.timeUs, next.id]),
      };
    },
  );

  app.get(
    '/api/v1/evaluations/summary',
    {
      schema: {
        operationId: 'summariseEvaluations',
        summary: 'Mean, distribution, labels and course of judgements, beside the stretch before',
        tags,
        querystring: queryOf({
          ...filters,
          by: Type.Optional(
            oneOf(summaryDimensions, 'What they are grouped by beside their name; name unless given.'),
          ),
        }),
        response: { 200: EvaluationSummary, 400: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { from, to, minutes, by = 'name' } = request.query;
      const stretch = stretchOf(request.query, DAY_MINUTES);
      const filter = filterOf(request.query);
      const key = JSON.stringify([from, to, minutes, by, filter]);
      return keptAnswer(context, request, reply, key, async (project) => {
        const read = await readCells(context.database, project, by, { ...stretch, ...filter });
        const groups = summarise(read.cells);
        return {
          from: isoOfMicros(stretch.sinceUs),
          to: isoOfMicros(stretch.untilUs),
          considered: read.considered,
          truncated: read.truncated,
          bucket_seconds: read.bucketS,
          groups: groups.slice(0, MAX_GROUPS).map(groupOf),
          groups_truncated: groups.length > MAX_GROUPS,
        };
      });
    },
  );

  app.post(
    '/api/v1/executions/:id/feedback',
    {
      bodyLimit: FEEDBACK_BYTES,
      config: { access: 'operate' },
      schema: {
        operationId: 'giveFeedback',
        summary: 'What a user says of an execution: a score, a label or a comment',
        tags,
        params: Type.Object({ id: Type.String({ description: '48 hex digits.' }) }),
        headers: idempotencyHeaders,
        body: Type.Object(
          {
            name: Type.Optional(
              storedText({
                minLength: 1,
                maxLength: 200,
                description: `${DEFAULT_FEEDBACK_NAME} unless given.`,
              }),
            ),
            score: Type.Optional(
              Type.Number({
                minimum: -Number.MAX_VALUE,
                maximum: Number.MAX_VALUE,
                description: 'From 0 to 1, so that the metrics count it.',
              }),
            ),
            label: Type.Optional(
              storedText({ minLength: 1, maxLength: 200, description: 'Such as helpful.' }),
            ),
            comment: Type.Optional(
              storedText({
                minLength: 1,
                maxLength: 8192,
                description: 'Kept, with what looks like a secret redacted.',
              }),
            ),
            user_id: Type.Optional(storedText({ minLength: 1, maxLength: 512, description: 'Who says so.' })),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Evaluation,
          400: ErrorAnswer,
          404: ErrorAnswer,
          413: ErrorAnswer,
          422: ErrorAnswer,
          503: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const { score, label, comment } = request.body;
      if (score === undefined && label === undefined && comment === undefined)
        throw new HubError('OBS_BAD_REQUEST', 'Expected a score, a label or a comment, got none of them.', {
          where: 'body',
        });
      const project = context.projectOf(request);
      const execution = await knownExecution(context, project, request.params.id);
      const made = await madeOnce(context, request, (once) =>
        context.ingest(project, feedbackRecord(execution.id, request.body, once).decoded),
      );
      const { record } = feedbackRecord(execution.id, request.body, made);
      const { attributes } = record;
      const text = (name: string) => {
        const value = attributes[name];
        return typeof value === 'string' ? value : null;
      };
      return reply.code(201).send({
        id: made.id,
        time: isoOfMicros(made.timeUs),
        name: text(Attr.evaluationName) ?? '',
        score: score ?? null,
        label: text(Attr.evaluationLabel),
        explanation: text(Attr.evaluationExplanation),
        source: text(Attr.evaluationSource),
        user_id: text(Attr.userId),
        service: record.source.service,
        trace_id: record.traceId,
        span_id: record.spanId,
        execution_id: execution.id,
        agent: execution.name,
      });
    },
  );
}
