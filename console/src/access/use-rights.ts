import { dataOf } from '../hub/client.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';

/** Who asks this hub, and what they may do there. */
export interface Rights {
  /** Of the person or key; the same for all who reach a hub without sign-in. */
  readonly id: string;
  readonly scopes: readonly ('ingest' | 'read' | 'operate' | 'administer')[];
}

const GOOD_FOR_MS = 60_000;

const rightsQuestion: Question<Rights> = {
  key: ['session', 'rights'],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/session', { signal })),
};

/** Who asks and what they may do; undefined until the hub has told. */
export function useRights(): Rights | undefined {
  return useRightsAnswer().data;
}

/** Whether the hub is still asked for them; where it cannot tell, it refuses by itself what is not allowed. */
export function useAreRightsOnTheirWay(): boolean {
  return !useRightsAnswer().isFetched;
}

const useRightsAnswer = () => useHubQuery(rightsQuestion, { goodForMs: GOOD_FOR_MS });
