import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Set in what a subscriber's callback runs. A log line from there is no event: `subscribeToErrors` with a
 * callback that logs an error would otherwise feed itself for ever.
 */
export const fromCallback = new AsyncLocalStorage<true>();
