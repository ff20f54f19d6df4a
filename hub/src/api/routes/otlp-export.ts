import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import type { Signal } from '../../otlp/records.ts';
import { openExport, type Place, places, sealExport } from '../../otlp-export/export-cursor.ts';
import { type ExportWindow, exportWindow } from '../../otlp-export/export-window.ts';
import { otlpLogs } from '../../otlp-export/logs.ts';
import { toProtobuf } from '../../otlp-export/otlp-messages.ts';
import { type ExportPoint, otlpMetrics } from '../../otlp-export/points.ts';
import { type PlacedLog, readExportLogs } from '../../otlp-export/read-logs.ts';
import { readPage } from '../../otlp-export/read-page.ts';
import { type PlacedPoint, readExportPoints } from '../../otlp-export/read-points.ts';
import { readSourceIds, readSources } from '../../otlp-export/read-sources.ts';
import { readExportSpans, readSpanIdsBelow } from '../../otlp-export/read-spans.ts';
import { hubServiceName, hubSource, hubSourceId, registryPoints } from '../../otlp-export/registry-points.ts';
import { type ExportSpan, otlpSpans } from '../../otlp-export/spans.ts';
import { nowMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { OtlpLogs, OtlpMetrics, OtlpTraces } from '../schemas/otlp-export.ts';
import { Ref } from '../schemas/parts.ts';
import type { HealthOptions } from './health.ts';

const PROTOBUF = 'application/x-protobuf';

const common = {
  start_time: Type.Optional(
    Type.String({ maxLength: 40, description: 'From then on; an hour before the end unless given.' }),
  ),
  end_time: Type.Optional(Type.String({ maxLength: 40, description: 'Before then; now unless given.' })),
  service: Type.Optional(storedText({ maxLength: 512, description: 'Name of the service, exact.' })),
  limit: Type.Integer({ minimum: 1, maximum: 5000, default: 1000, description: 'Most records of a page.' }),
  cursor: Type.Optional(
    Type.String({
      maxLength: 2000,
      description: 'Of the next page, as the header Link of the page before has it.',
    }),
  ),
};
const ofTraces = {
  trace_id: Type.Optional(
    Type.String({ pattern: '^[0-9a-fA-F]{32}$', description: 'One trace, of any time.' }),
  ),
  execution_id: Type.Optional(
    Type.String({
      pattern: '^[0-9a-fA-F]{48}$',
      description: 'One execution with all below it, of any time.',
    }),
  ),
};
const TraceQuery = queryOf({ ...common, ...ofTraces });
const MetricQuery = queryOf(common);

/** EN9: what is stored, as requests that a collector takes at /v1/traces, /v1/logs and /v1/metrics. */
export function otlpExportRoutes(app: Api, context: HubContext, options: HealthOptions): void {
  const { database } = context;
  const sourceIds = async (project: string, service: string | undefined) =>
    service === undefined ? null : await readSourceIds(database, project, service);

  app.get(
    '/otlp/traces',
    { config: { readsContent: true }, schema: schemaOf('exportTraces', 'Spans', OtlpTraces, TraceQuery) },
    async (request, reply) => {
      const project = context.projectOf(request);
      const { window, after, traceId, executionId } = asked(request.query, places.traces);
      const filter = {
        ...window,
        traceId,
        spanIds:
          executionId === null
            ? null
            : await readSpanIdsBelow(database, project, executionId.slice(0, 32), executionId.slice(32)),
        sourceIds: await sourceIds(project, request.query.service),
      };
      const placeOf = ({ traceId, spanId, startUs }: ExportSpan): Place<'traces'> => [
        traceId,
        spanId,
        startUs,
      ];
      const { rows, more } = await readPage<ExportSpan>(request.query.limit, (last, count) =>
        readExportSpans(database, project, filter, last === null ? after : placeOf(last), count),
      );
      const sources = await readSources(
        database,
        project,
        rows.map((row) => row.sourceId),
      );
      const last = rows.at(-1);
      if (more && last) linkNext(request, reply, window, placeOf(last));
      return answer('traces', request, reply, otlpSpans(rows, sources));
    },
  );

  app.get(
    '/otlp/logs',
    {
      config: { readsContent: true },
      schema: schemaOf('exportLogs', 'Log lines and events', OtlpLogs, TraceQuery),
    },
    async (request, reply) => {
      const project = context.projectOf(request);
      const { window, after, traceId, executionId } = asked(request.query, places.logs);
      const filter = {
        ...window,
        traceId,
        executionId,
        spanIds:
          executionId === null
            ? []
            : await readSpanIdsBelow(database, project, executionId.slice(0, 32), executionId.slice(32)),
        sourceIds: await sourceIds(project, request.query.service),
      };
      const { rows, more } = await readPage<PlacedLog>(request.query.limit, (last, count) =>
        readExportLogs(database, project, filter, last === null ? after : last.place, count),
      );
      const sources = await readSources(
        database,
        project,
        rows.map((row) => row.sourceId),
      );
      const last = rows.at(-1);
      if (more && last) linkNext(request, reply, window, last.place);
      return answer('logs', request, reply, otlpLogs(rows, sources));
    },
  );

  app.get(
    '/otlp/metrics',
    {
      schema: schemaOf(
        'exportMetrics',
        "Samples of metrics, and the hub's own series as they are now,",
        OtlpMetrics,
        MetricQuery,
      ),
    },
    async (request, reply) => {
      const project = context.projectOf(request);
      const { service, end_time, limit } = request.query;
      const { window, after } = asked(request.query, places.metrics);
      const filter = { ...window, sourceIds: await sourceIds(project, service) };
      const { rows, more } = await readPage<PlacedPoint>(limit, (last, count) =>
        readExportPoints(database, project, filter, last === null ? after : last.place, count),
      );
      const sources = await readSources(
        database,
        project,
        rows.map((row) => row.sourceId),
      );
      const last = rows.at(-1);
      if (more && last) linkNext(request, reply, window, last.place);
      // They are of now, and once in an export: on its last page. They are of the whole hub.
      const own: ExportPoint[] =
        project !== FIRST_PROJECT ||
        more ||
        end_time !== undefined ||
        (service !== undefined && service !== hubServiceName)
          ? []
          : await registryPoints(options.registry, {
              startUs: options.startedAt.getTime() * 1000,
              nowUs: nowMicros(),
            });
      sources.set(hubSourceId, hubSource(options.version));
      return answer('metrics', request, reply, otlpMetrics([...rows, ...own], sources));
    },
  );
}

function schemaOf<Q extends TSchema, A extends TSchema>(
  operationId: string,
  what: string,
  Answer: A & { $id?: string },
  query: Q,
) {
  return {
    operationId,
    summary: `${what} as an OTLP export request, in JSON, or in protobuf where Accept says ${PROTOBUF}`,
    tags: ['export'],
    querystring: query,
    response: { 200: Ref(Answer), 400: ErrorAnswer, 503: ErrorAnswer },
  };
}

interface Asked {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly trace_id?: string;
  readonly execution_id?: string;
  readonly cursor?: string;
}

/** What a query asks for: a cursor has the time of the first page. */
function asked<P extends TSchema>(query: Asked, place: P) {
  const executionId = query.execution_id?.toLowerCase() ?? null;
  const traceId = query.trace_id?.toLowerCase() ?? executionId?.slice(0, 32) ?? null;
  if (query.cursor !== undefined) {
    const opened = openExport(query.cursor, place);
    return { window: opened.window, after: opened.place, traceId, executionId };
  }
  return { window: exportWindow(query, traceId !== null, nowMicros()), after: null, traceId, executionId };
}

/** The next page, by RFC 8288: the body has no room for it. */
function linkNext(
  request: FastifyRequest,
  reply: FastifyReply,
  window: ExportWindow,
  place: readonly unknown[],
): void {
  const parameters = new URLSearchParams(request.query as Record<string, string>);
  parameters.set('cursor', sealExport(window, place));
  void reply.header('link', `<${request.routeOptions.url}?${parameters}>; rel="next"`);
}

async function answer(
  signal: Signal,
  request: FastifyRequest,
  reply: FastifyReply,
  message: object,
): Promise<FastifyReply> {
  void reply.header('vary', 'accept');
  if (request.headers.accept?.toLowerCase().includes(PROTOBUF))
    return reply.type(PROTOBUF).send(await toProtobuf(signal, message));
  return reply.type('application/json').send(JSON.stringify(message));
}
