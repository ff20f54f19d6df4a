import { useSyncExternalStore } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { useShownMutation } from '../hub/use-hub-query.ts';
import type { ActionRequest } from './action-queue.ts';
import type { QueuedAction } from './queued-action.ts';

/**
 * Something that changes the hub and that may be sent later, where it cannot be reached now: what can be done twice
 * without harm, or is sent `once`. The mutation's data says `sent` or `waiting`; what the hub refuses is its error. Afterwards what
 * `refreshes` names by the beginnings of its keys is asked anew.
 */
export function useQueuedAction<I>(
  requestOf: (input: I) => ActionRequest,
  refreshes: readonly (readonly unknown[])[] = [],
) {
  const hub = useHub();
  return useShownMutation<I, 'sent' | 'waiting'>({
    mutationFn: (input) => hub.actions.run(requestOf(input), refreshes),
  });
}

const none: readonly QueuedAction[] = [];
const ofServer = () => none;

/** What waits to be sent from this browser, and what the hub refused. */
export function useQueuedActions(): readonly QueuedAction[] {
  const { actions } = useHub();
  return useSyncExternalStore(actions.subscribe, actions.get, ofServer);
}
