import { MAX_QUERY_LENGTH } from '../../search/parse-query.ts';
import { operatorsOf, type SearchField, searchFields } from '../../search/search-fields.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf } from '../query-values.ts';
import { SearchFields } from '../schemas/search.ts';

/** IA2: executions by the query language, and two groups of them compared. */
export function searchRoutes(app: Api, _context: HubContext): void {
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
