/** When the hub last answered a request, and when one last got no answer; milliseconds, 0 for never. */
export interface Reachability {
  readonly answeredAt: number;
  readonly failedAt: number;
}

let current: Reachability = { answeredAt: 0, failedAt: 0 };
const listeners = new Set<() => void>();

function publish(next: Reachability): void {
  current = next;
  for (const listener of listeners) listener();
}

export const reachability = {
  get: (): Reachability => current,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  answered: () => publish({ ...current, answeredAt: Date.now() }),
  failed: () => publish({ ...current, failedAt: Date.now() }),
};
