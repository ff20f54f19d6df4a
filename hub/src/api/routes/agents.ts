import { executionKinds } from '@observatory/shim/conventions';
import Type from 'typebox';
import { type Agent, readAgents } from '../../participants/agents.ts';
import { wholeBuckets } from '../../participants/five-minutes.ts';
import { readAgentParts } from '../../participants/read-agent-parts.ts';
import type { AgentFilter } from '../../participants/read-agent-rows.ts';
import { isoOfMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import {
  Cursor,
  Environment,
  keyOfTime,
  Limit,
  ofStretch,
  tags,
  unknownParticipant,
} from '../participant-parts.ts';
import { agentDetailOf, agentOf, agentSorts, rankOf } from '../present-participants.ts';
import { queryOf, storedText } from '../query-values.ts';
import { openRank, sealRank } from '../rank-cursor.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { AgentDetail, AgentList } from '../schemas/participants.ts';
import { oneOf } from '../schemas/parts.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;

/** EN4: agents and workflows. */
export function agentRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/agents',
    {
      schema: {
        operationId: 'listAgents',
        summary: 'Agents and workflows with how they fare, what they cost and how that changed',
        tags,
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          environment: Environment,
          kind: Type.Optional(oneOf(executionKinds, 'Only agents, or only workflows.')),
          sort: Type.Optional(
            oneOf(agentSorts, 'Largest first; last_seen unless given. Unknown ones come last.'),
          ),
          limit: Limit,
          cursor: Cursor,
        }),
        response: { 200: AgentList, 400: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { environment, kind, sort = 'last_seen', limit, cursor } = request.query;
      const place = cursor === undefined ? null : openRank(cursor, sort);
      const stretch = wholeBuckets(place ?? stretchOf(request.query, DAY_MINUTES));
      const filter: AgentFilter = { ...(environment && { environment }), ...(kind && { kind }) };
      const key = JSON.stringify([keyOfTime(request.query, place), environment, kind]);
      const { agents, ...kept } = await keptAnswer(context, request, reply, key, async (project) => {
        const found = await readAgents(context, project, stretch, filter);
        return { stretch, ...found };
      });
      const ranked = agents
        .map((agent) => ({ agent, value: rankOf(agent, sort), id: idOf(agent) }))
        .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
      const rest = place === null ? ranked : ranked.filter((one) => isAfter(one, place));
      const page = rest.slice(0, limit);
      const last = rest.length > limit ? page.at(-1) : undefined;
      return {
        ...ofStretch(kept.stretch),
        details_from: isoOfMicros(kept.rowsSinceUs),
        agents: page.map(({ agent }) => agentOf(agent)),
        total: agents.length,
        next_cursor: last ? sealRank({ sort, value: last.value, id: last.id, ...kept.stretch }) : null,
        computed_at: kept.computed_at,
      };
    },
  );

  app.get(
    '/api/v1/agents/:name',
    {
      schema: {
        operationId: 'getAgent',
        summary: 'One agent or workflow with its models, tools, errors and course',
        tags,
        params: Type.Object({ name: storedText({ description: 'Name, exact.' }) }),
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          environment: Environment,
          kind: Type.Optional(oneOf(executionKinds, 'agent unless given.')),
        }),
        response: { 200: AgentDetail, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { environment, kind = 'agent' } = request.query;
      const stretch = wholeBuckets(stretchOf(request.query, DAY_MINUTES));
      const one = { kind, name, ...(environment && { environment }) };
      const key = JSON.stringify([keyOfTime(request.query, null), one]);
      return keptAnswer(context, request, reply, key, async (project) => {
        const { agents, rowsSinceUs } = await readAgents(context, project, stretch, one);
        const agent = agents.find(({ figures }) => figures.name === name && figures.kind === kind);
        if (agent === undefined)
          throw unknownParticipant('OBS_AGENT_NOT_FOUND', kind, name, stretch, 'agents');
        const parts = await readAgentParts(context.database, project, stretch, one, rowsSinceUs);
        return {
          ...ofStretch(stretch),
          details_from: isoOfMicros(rowsSinceUs),
          ...agentDetailOf(agent, parts),
        };
      });
    },
  );
}

const idOf = ({ figures }: Agent) => `${figures.kind} ${figures.name}`;
const isAfter = (one: { value: number; id: string }, place: { value: number; id: string }) =>
  one.value < place.value || (one.value === place.value && one.id > place.id);
