import type { Component } from './component.ts';

/** Servers in an order in which each comes after those that it needs; otherwise the order stays. */
export function startOrder(components: readonly Component[]): Component[] {
  const ordered: Component[] = [];
  let waiting = [...components];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ needs }) =>
      needs.every((need) => !waiting.some(({ name }) => name === need)),
    );
    if (ready.length === 0) {
      throw new Error(`${waiting.map(({ name }) => name).join(', ')} need each other`);
    }
    ordered.push(...ready);
    waiting = waiting.filter((component) => !ready.includes(component));
  }
  return ordered;
}
