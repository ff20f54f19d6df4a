import Type from 'typebox';
import { compareGroups } from '../../search/compare-groups.ts';
import { startedWithin } from '../../search/conditions.ts';
import { MAX_QUERY_LENGTH } from '../../search/parse-query.ts';
import { readGroup } from '../../search/read-group.ts';
import { operatorsOf, type SearchField, searchFields } from '../../search/search-fields.ts';
import { isoOfMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { GroupComparison, SearchFields } from '../schemas/search.ts';
import { Query, queryConditions } from '../search-query.ts';
import { stretchOf, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;

/** IA2: executions by the query language, and two groups of them compared. */
export function searchRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/search/fields',
    {
      schema: {
        operationId: 'listSearchFields',
        summary: 'What a query can ask executions for',
        tags: ['search'],
        querystring: queryOf({}),
        response: { 200: SearchFields },
      },
    },
    async () => ({ fields: searchFields.map(fieldOf), max_length: MAX_QUERY_LENGTH }),
  );

  app.get(
    '/api/v1/compare/groups',
    {
      schema: {
        operationId: 'compareGroups',
        summary: 'Two groups of runs beside each other: success, time, tokens, cost, and their steps by name',
        tags: ['search'],
        querystring: queryOf({
          a: Query('The one group, as `query` of GET /api/v1/executions: `agent:planner version:1.*`.'),
          b: Query('The other group.'),
          ...timeRange(DAY_MINUTES),
          sample: Type.Integer({
            minimum: 1,
            maximum: 500,
            default: 200,
            description: 'Runs that are looked at of each side, at most: the newest.',
          }),
        }),
        response: { 200: GroupComparison, 400: ErrorAnswer, 422: ErrorAnswer },
      },
    },
    (request, reply) => {
      const { a, b, sample, ...range } = request.query;
      const { sinceUs, untilUs } = stretchOf(range, DAY_MINUTES);
      const { nowUs } = context.clock();
      const asked = (parameter: 'a' | 'b', query: string) => [
        ...startedWithin(sinceUs, untilUs),
        ...queryConditions(query, parameter, nowUs),
      ];
      const [ofA, ofB] = [asked('a', a), asked('b', b)];
      return keptAnswer(context, request, reply, JSON.stringify([a, b, sample, range]), async (project) => {
        const [groupA, groupB] = await Promise.all([
          readGroup(context, project, a, ofA, sample),
          readGroup(context, project, b, ofB, sample),
        ]);
        const compared = compareGroups(groupA, groupB, sample);
        return { from: isoOfMicros(sinceUs), to: isoOfMicros(untilUs), ...compared };
      });
    },
  );
}

function fieldOf({ keyed, name, ...field }: SearchField) {
  const operators = name === 'attr' ? operatorsOf.number : [];
  return {
    ...field,
    name: keyed ? `${name}.NAME` : name,
    aliases: [...field.aliases],
    values: [...field.values],
    operators: [...new Set([...operatorsOf[field.type], ...operators])],
  };
}
