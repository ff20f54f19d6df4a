import type { HubPaths, HubTypes } from '@observatory/shim/client';

type Schemas = HubTypes['schemas'];

/** Shapes of the hub's answers, under the names that the page uses. */
export type Execution = Schemas['ExecutionSummary'];
export type ExecutionDetail = Schemas['ExecutionDetail'];
export type ExecutionList = Schemas['ExecutionList'];
export type ExecutionEvent = Schemas['Event'];
export type HubStatus = Schemas['Status'];
export type ExecutionStatus = Execution['status'];
export type ExecutionKind = Execution['kind'];
export type Failure = Schemas['Failure'];
export type LogLine = Schemas['LogLine'];
export type ModelUsage = Schemas['ModelUsage'];
export type Severity = LogLine['severity'];
export type Span = Schemas['Span'];
export type Stats = Schemas['Stats'];
export type Step = Schemas['Step'];
export type StepKind = Step['kind'];
export type Usage = Schemas['Usage'];
export type CriticalPath = Schemas['CriticalPath'];
export type Evaluation = Schemas['Evaluation'];
export type Flame = Schemas['Flame'];
export type FlameFrame = Schemas['FlameFrame'];
export type GroupComparison = Schemas['GroupComparison'];
export type SessionDetail = Schemas['SessionDetail'];
export type SessionSummary = Schemas['SessionSummary'];
export type Snapshot = Schemas['Snapshot'];
export type SnapshotDifference = Schemas['SnapshotDifference'];
export type SnapshotList = Schemas['SnapshotList'];
export type TraceComparison = Schemas['TraceComparison'];
export type UserDetail = Schemas['UserDetail'];
export type UserSummary = Schemas['UserSummary'];
export type Budget = Schemas['Budget'];
export type BudgetBody =
  HubPaths['/api/v1/budgets/{name}']['put']['requestBody']['content']['application/json'];
export type CostReport = Schemas['CostReport'];
export type Forecast = Schemas['Forecast'];
export type Alert = Schemas['Alert'];
export type FleetHealth = Schemas['FleetHealth'];
export type ListedEvent = Schemas['ListedEvent'];
export type FailureGroup = Schemas['FailureGroup'];
export type FailureGroups = Schemas['FailureGroups'];
export type StuckExecutions = Schemas['StuckExecutions'];
