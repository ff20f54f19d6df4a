import type { Hub } from '../hub/hub.ts';
import { statsQuestion } from '../hub/queries.ts';
import { askEarly } from '../hub/use-hub-query.ts';
import { executionsQuery } from './executions-questions.ts';
import { TILE_MINUTES } from './overview.tsx';
import { filterOf } from './use-filter.ts';

/** Asks for the first rows of the list that an address filters, and for what is above it. */
export function askExecutions(hub: Hub, search: string): void {
  void hub.queries.prefetchInfiniteQuery(executionsQuery(hub, filterOf(search)));
  void askEarly(hub, statsQuestion(TILE_MINUTES));
}
