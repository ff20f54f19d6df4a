import { createObservable, type Observable } from './observable.ts';

/** When a hub last answered a request, and when one last got no answer; milliseconds, 0 for never. */
export interface Reach {
  readonly answeredAt: number;
  readonly failedAt: number;
}

export interface Reachability extends Observable<Reach> {
  readonly answered: () => void;
  readonly failed: () => void;
}

export function createReachability(): Reachability {
  const reach = createObservable<Reach>({ answeredAt: 0, failedAt: 0 });
  return {
    ...reach,
    answered: () => reach.set({ ...reach.get(), answeredAt: Date.now() }),
    failed: () => reach.set({ ...reach.get(), failedAt: Date.now() }),
  };
}
