import type { FastifyRequest } from 'fastify';
import { HubError } from '../errors.ts';
import type { RunQuery } from '../sql/socket-queries.ts';
import type { HubContext } from './context.ts';
import { sqlCaller } from './sql-caller.ts';

/** A query over a WebSocket is no request of its own: it enters the trail here, before its answer goes out. */
export function auditedQuery(context: HubContext, request: FastifyRequest): RunQuery {
  const { audit, projectOf, sql } = context;
  const { principal } = request;
  const about = {
    project: projectOf(request),
    actor:
      principal === null
        ? ({ kind: 'unknown', id: '', name: '' } as const)
        : { kind: principal.kind, id: principal.id, name: principal.name },
    address: request.ip,
    action: 'querySql',
    request: request.id,
  };
  return async (asked, options) => {
    const detail = { query: audit.hashOf(asked.sql), transport: 'websocket' };
    try {
      const answer = await sql.run({ ...sqlCaller(context, request), ...asked }, options);
      await audit.record({ ...about, target: answer.views.join(','), outcome: 'done', detail });
      return answer;
    } catch (error) {
      if (error instanceof HubError && error.code === 'OBS_SQL_REFUSED')
        audit.refused({ ...about, target: '', outcome: 'refused', detail });
      throw error;
    }
  };
}
