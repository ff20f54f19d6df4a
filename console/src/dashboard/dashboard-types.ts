import type { HubPaths, HubTypes } from '@observatory/shim/client';
import type { FleetHealth } from '../hub/types.ts';

/** What a GET of a path answers. */
type AnswerOf<P extends keyof HubPaths> = HubPaths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer D } } } };
}
  ? D
  : never;
type Schemas = HubTypes['schemas'];

export type AlertList = AnswerOf<'/api/v1/alerts'>;
export type Analytics = Schemas['Analytics'];
export type BudgetList = AnswerOf<'/api/v1/budgets'>;
export type EventList = AnswerOf<'/api/v1/events'>;
export type HealthPart = FleetHealth['health']['overall']['composition'][number];
export type SystemOverview = Schemas['Overview'];
export type Integration = SystemOverview['integrations'][number];
