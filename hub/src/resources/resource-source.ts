import type { Stretch } from '../store/read-health.ts';
import type { ResourceName, ResourceScope } from './resource-names.ts';

/** A resource of a service over time, its instances together. */
export interface ResourceSeries {
  readonly service: string;
  readonly scope: ResourceScope;
  readonly resource: ResourceName;
  /** Earliest first. */
  readonly points: readonly ResourcePoint[];
}

export interface ResourcePoint {
  readonly timeUs: number;
  readonly value: number;
}

export interface ResourceQuestion extends Stretch {
  readonly service: string | null;
  /** Seconds between two points. */
  readonly stepS: number;
}

/** Who knows what services take: the hub's own store, or Prometheus. */
export interface ResourceSource {
  readonly name: 'store' | 'prometheus';
  /** Throws an IntegrationFault where it does not answer. */
  read(project: string, question: ResourceQuestion): Promise<ResourceSeries[]>;
}
