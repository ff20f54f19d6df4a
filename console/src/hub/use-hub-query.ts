import {
  keepPreviousData,
  type Query,
  type UseMutationOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import { useCallback, useReducer } from 'react';
import { usePaused } from '../hooks/use-paused.ts';
import type { Hub } from './hub.ts';
import { useHub } from './hub-context.tsx';
import { Problem } from './problem.ts';

/** A question to a hub: under what its answer is kept, and how it is asked. */
export interface Question<D> {
  readonly key: readonly unknown[];
  readonly ask: (hub: Hub, signal: AbortSignal) => Promise<D>;
}

interface AskOptions {
  /** Not asked while false. */
  readonly on?: boolean;
  /** Asked anew after this, in milliseconds, for as long as somebody looks; not while the page stands still. */
  readonly everyMs?: number | false;
  /** While another question's answer is on its way, the one before stays. */
  readonly keepsBefore?: boolean;
  /** For how long an answer is good without being asked for again, in milliseconds. */
  readonly goodForMs?: number;
}

/**
 * The hub to ask for what is kept under a key. What is shown already is not replaced by an older answer that this device
 * kept.
 */
export function asFresh(hub: Hub, key: readonly unknown[]): Hub {
  return hub.queries.getQueryData(key) === undefined ? hub : { ...hub, ...hub.fresh };
}

/** What could not be had for a reason that passes is asked for again after this. */
const AGAIN_MS = 5_000;

/** A hub that is away, or cannot reach its database, comes back; one that refuses goes on refusing. */
const isPassing = (error: Error | null) =>
  !(error instanceof Problem && error.status >= 400 && error.status < 500);

/** An answer this young is of the page that is being opened: asked before it was drawn, or by another part of it. */
const YOUNG_MS = 2_000;

/** Whether a part of a page that is shown asks for what is known: always, unless it was answered just now. */
export const askWhenShown = ({ state }: Pick<Query, 'state'>): boolean | 'always' =>
  Date.now() - state.dataUpdatedAt < YOUNG_MS ? true : 'always';

/** Asks for what a page will show, before it is drawn. Resolves when it is answered, or cannot be. */
export function askEarly<D>(hub: Hub, { key, ask }: Question<D>): Promise<void> {
  return hub.queries.prefetchQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(asFresh(hub, key), signal),
  });
}

/** The answer of the hub to a question; throws nothing, `error` is a Problem. */
export function useHubQuery<D>(question: Question<D>, options: AskOptions = {}): UseQueryResult<D> {
  const hub = useHub();
  const [paused] = usePaused();
  const { on = true, everyMs = false, keepsBefore = false, goodForMs } = options;
  return useQuery(
    {
      queryKey: question.key,
      queryFn: ({ signal }) => question.ask(asFresh(hub, question.key), signal),
      enabled: on,
      refetchInterval: ({ state: { status, error } }) => {
        if (paused) return false;
        return status === 'error' && isPassing(error) ? AGAIN_MS : everyMs;
      },
      refetchOnMount: askWhenShown,
      ...(keepsBefore ? { placeholderData: keepPreviousData } : {}),
      ...(goodForMs === undefined ? {} : { staleTime: goodForMs, refetchOnMount: true }),
    },
    hub.queries,
  );
}

/** A mutation that is seen to be under way before the next tap: the library tells of it in a later task, after a second one. */
export function useShownMutation<I, R>(options: UseMutationOptions<R, Error, I>) {
  const mutation = useMutation<R, Error, I>(options, useHub().queries);
  const [, show] = useReducer((times: number) => times + 1, 0);
  const { mutate: begin } = mutation;
  const mutate = useCallback<typeof begin>(
    (...given) => {
      begin(...given);
      show();
    },
    [begin],
  );
  return { ...mutation, mutate };
}

/**
 * Something that changes the hub. `run` sends it; afterwards what `refreshes` names by the beginnings of its keys is
 * asked anew.
 */
export function useHubAction<I, R>(
  run: (hub: Hub, input: I) => Promise<R>,
  refreshes: readonly (readonly unknown[])[] = [],
) {
  const hub = useHub();
  return useShownMutation<I, R>({
    mutationFn: (input) => run(hub, input),
    onSettled: () => Promise.all(refreshes.map((queryKey) => hub.queries.invalidateQueries({ queryKey }))),
  });
}
