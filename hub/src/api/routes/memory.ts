import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { MAX_MEMORY_BYTES } from '../../memory/memory-record.ts';
import {
  deleteMemory,
  listMemory,
  type MemoryKey,
  type MemoryRow,
  putMemory,
  readMemory,
} from '../../memory/read-memory.ts';
import { isoOfMicros } from '../../store/micros.ts';
import { boundedJson } from '../bounded-json.ts';
import type { Api, HubContext } from '../context.ts';
import { openParts, sealParts } from '../list-cursor.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Json } from '../schemas/parts.ts';
import { MemoryList, MemoryRecord } from '../schemas/records.ts';

const MAX_NAME = 512;
/** Content, metadata and the rest of the body; escapes in JSON may take six times the bytes. */
const BODY_BYTES = 1024 * 1024;
const tags = ['memory'];
const Key = Type.Object({
  agent: storedText({ minLength: 1, maxLength: MAX_NAME, description: 'Name of the agent.' }),
  store: storedText({
    minLength: 1,
    maxLength: MAX_NAME,
    description: 'Id of the store; `default` where a span gave none.',
  }),
  record: storedText({ minLength: 1, maxLength: MAX_NAME, description: 'Id of the record.' }),
});

/** VX11's agent_memory: what agents keep between runs. */
export function memoryRoutes(app: Api, context: HubContext): void {
  const { database } = context;
  const path = '/api/v1/memory/:agent/:store/:record';

  app.get(
    '/api/v1/memory',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'listMemory',
        summary: 'Records of the memory of agents, those that changed last first',
        tags,
        querystring: queryOf({
          agent: Type.Optional(storedText({ maxLength: MAX_NAME, description: 'Name of the agent, exact.' })),
          store: Type.Optional(storedText({ maxLength: MAX_NAME, description: 'Id of the store, exact.' })),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 4000, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: MemoryList, 400: ErrorAnswer },
      },
    },
    async (request) => {
      const { agent, store, limit, cursor } = request.query;
      const place =
        cursor === undefined
          ? null
          : openParts(cursor, { updatedUs: 'time', agent: 'text', store: 'text', record: 'text' });
      const filter = { ...(agent !== undefined && { agent }), ...(store !== undefined && { store }) };
      const rows = await listMemory(database, context.projectOf(request), filter, place, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        records: rows.slice(0, limit).map(recordOf),
        next_cursor: last ? sealParts([last.updatedUs, last.agent, last.store, last.record]) : null,
      };
    },
  );

  app.get(
    path,
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getMemory',
        summary: 'One record of the memory of an agent',
        tags,
        params: Key,
        response: { 200: MemoryRecord, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const row = await readMemory(database, context.projectOf(request), request.params);
      if (row === null) throw noSuchRecord(request.params);
      return recordOf(row);
    },
  );

  app.put(
    path,
    {
      bodyLimit: BODY_BYTES,
      config: { access: 'operate' },
      schema: {
        operationId: 'putMemory',
        summary: 'Keeps a record of the memory of an agent, in place of what was there',
        tags,
        params: Key,
        body: Type.Object(
          {
            content: Json('Any JSON, at most 64 KiB.'),
            metadata: Type.Optional(
              Type.Record(Type.String(), Type.Unknown(), {
                description: 'What is said of it, at most 64 KiB.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: MemoryRecord, 201: MemoryRecord, 400: ErrorAnswer, 413: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { content, metadata } = request.body;
      const project = context.projectOf(request);
      for (const [name, value] of Object.entries(request.params)) {
        if (Buffer.byteLength(value) <= MAX_NAME) continue;
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected at most ${MAX_NAME} bytes, got ${Buffer.byteLength(value)}.`,
          {
            where: `params.${name}`,
          },
        );
      }
      const created = await putMemory(
        database,
        project,
        request.params,
        boundedJson(content, 'body.content', MAX_MEMORY_BYTES),
        metadata === undefined ? null : boundedJson(metadata, 'body.metadata', MAX_MEMORY_BYTES),
      );
      const row = await readMemory(database, project, request.params);
      if (row === null) throw noSuchRecord(request.params);
      return reply.code(created ? 201 : 200).send(recordOf(row));
    },
  );

  app.delete(
    path,
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'deleteMemory',
        summary: 'Deletes a record of the memory of an agent',
        tags,
        params: Key,
        response: { 204: Type.Null(), 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      if (!(await deleteMemory(database, context.projectOf(request), request.params)))
        throw noSuchRecord(request.params);
      return reply.code(204).send(null);
    },
  );
}

function recordOf({
  agent,
  store,
  record,
  content,
  metadata,
  executionId,
  createdUs,
  updatedUs,
}: MemoryRow): MemoryRecord {
  return {
    agent,
    store,
    record,
    content,
    metadata,
    execution_id: executionId,
    created_at: isoOfMicros(createdUs),
    updated_at: isoOfMicros(updatedUs),
  };
}

function noSuchRecord({ agent, store, record }: MemoryKey): HubError {
  const named = [agent, store, record].map((part) => `"${part.slice(0, 40)}"`).join(', ');
  return new HubError(
    'OBS_MEMORY_NOT_FOUND',
    `No record of memory is ${named}; GET /api/v1/memory lists what is there.`,
    {
      where: 'params.record',
    },
  );
}
