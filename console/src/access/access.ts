/** Whether the hub lets this browser in: `needed` once it has asked for a key. */
export type Access = 'open' | 'needed';

let current: Access = 'open';
const listeners = new Set<() => void>();

function set(next: Access): void {
  if (next === current) return;
  current = next;
  for (const listener of listeners) listener();
}

export const access = {
  get: (): Access => current,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** The hub answered that it wants a key. */
  needed: () => set('needed'),
  granted: () => set('open'),
};
