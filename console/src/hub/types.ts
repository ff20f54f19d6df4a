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
export type FailureGroup = Schemas['FailureGroup'];
export type FailureGroups = Schemas['FailureGroups'];
export type StuckExecutions = Schemas['StuckExecutions'];
export type Advice = Schemas['AdviceList']['advice'][number];
export type AgentDetail = Schemas['AgentDetail'];
export type AgentSummary = Schemas['AgentSummary'];
export type Analytics = Schemas['Analytics'];
export type Anomaly = Schemas['Anomaly'];
export type AnomalyReport = Schemas['AnomalyReport'];
export type Bottlenecks = Schemas['Bottlenecks'];
export type EvaluationGroup = Schemas['EvaluationSummary']['groups'][number];
export type EvaluationSummary = Schemas['EvaluationSummary'];
export type Workflow = Schemas['Workflow'];
export type WorkflowGraph = Schemas['WorkflowGraph'];
export type EventPage = Schemas['EventList'];
export type ListedEvent = Schemas['ListedEvent'];
export type SpanLine = Schemas['SpanLine'];
export type ServiceMap = Schemas['ServiceMap'];
export type Timeline = Schemas['Timeline'];
export type AlertRule = Schemas['AlertRule'];
export type RuleBody = HubPaths['/api/v1/alerts/rules']['post']['requestBody']['content']['application/json'];
export type RulePatch =
  HubPaths['/api/v1/alerts/rules/{name}']['patch']['requestBody']['content']['application/json'];
export type RulePreview = Schemas['RulePreview'];
export type Silence = Schemas['Silence'];
export type NotificationChannel = Schemas['NotificationChannel'];
export type ChannelBody =
  HubPaths['/api/v1/notifications/channels/{name}']['put']['requestBody']['content']['application/json'];
export type NotificationDelivery = Schemas['NotificationDelivery'];
