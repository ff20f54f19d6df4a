import { sizeBytes } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';

export interface HostingPrices {
  /** US dollars a month for a GiB of memory. */
  readonly memoryGiB: number;
  /** US dollars a month for a GiB of disk. */
  readonly diskGiB: number;
}

/** What one server of a stack takes and costs, all its replicas together. */
export interface ServerCost {
  readonly name: string;
  readonly replicas: number;
  readonly memoryGiB: number;
  readonly diskGiB: number;
  readonly dollarsPerMonth: number;
}

const GIB = 2 ** 30;
const gib = (size: string) => (sizeBytes(size) ?? 0) / GIB;

/** The cost of each server: its memory limit and its volumes, times its replicas. */
export function stackCost(components: readonly Component[], prices: HostingPrices): ServerCost[] {
  return components.map(({ name, replicas, resources, volumes }) => {
    const memoryGiB = replicas * gib(resources.memory.limit);
    const diskGiB = replicas * volumes.reduce((sum, { size }) => sum + gib(size), 0);
    return {
      name,
      replicas,
      memoryGiB,
      diskGiB,
      dollarsPerMonth: memoryGiB * prices.memoryGiB + diskGiB * prices.diskGiB,
    };
  });
}
