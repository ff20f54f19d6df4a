import type { HubPaths, HubTypes } from '@observatory/shim/client';

/** What a GET of a path answers. */
type AnswerOf<P extends keyof HubPaths> = HubPaths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer D } } } };
}
  ? D
  : never;
type Schemas = HubTypes['schemas'];

export type AlertList = AnswerOf<'/api/v1/alerts'>;
export type Alert = AlertList['alerts'][number];
export type Analytics = Schemas['Analytics'];
export type BudgetList = AnswerOf<'/api/v1/budgets'>;
export type Budget = BudgetList['budgets'][number];
export type CostAnalysis = AnswerOf<'/api/v1/cost'>;
export type EventList = AnswerOf<'/api/v1/events'>;
export type ListedEvent = EventList['events'][number];
export type FailureGroups = Schemas['FailureGroups'];
export type FailureGroup = FailureGroups['groups'][number];
export type FleetHealth = AnswerOf<'/api/observability/health'>;
export type HealthPart = FleetHealth['health']['overall']['composition'][number];
export type Forecast = Schemas['Forecast'];
export type RecentExecutions = AnswerOf<'/api/v1/executions'>;
export type Session = AnswerOf<'/api/v1/session'>;
export type StuckExecutions = Schemas['StuckExecutions'];
export type SystemOverview = Schemas['Overview'];
export type Integration = SystemOverview['integrations'][number];
