import { accessSchemas } from './access.ts';
import { alertSchemas } from './alerts.ts';
import { auditSchemas } from './audit.ts';
import { costSchemas } from './cost.ts';
import { encryptionSchemas } from './encryption.ts';
import { ErrorAnswer } from './error-answer.ts';
import { evaluationSchemas } from './evaluations.ts';
import { eventSchemas } from './events.ts';
import { executionDetailSchemas } from './execution-detail.ts';
import { ExecutionList, executionSchemas } from './executions.ts';
import { failureSchemas } from './failures.ts';
import { FleetHealth, PerformanceMetrics } from './health.ts';
import { Instrumentation } from './instrumentation.ts';
import { loginSchemas } from './login.ts';
import { notificationSchemas } from './notifications.ts';
import { otlpExportSchemas } from './otlp-export.ts';
import { overviewSchemas } from './overview.ts';
import { participantSchemas } from './participants.ts';
import { predictionSchemas } from './predictions.ts';
import { privacySchemas } from './privacy.ts';
import { recordSchemas } from './records.ts';
import { resourceSchemas } from './resources.ts';
import { ruleSchemas } from './rules.ts';
import { savedSchemas } from './saved.ts';
import { searchSchemas } from './search.ts';
import { snapshotSchemas } from './snapshots.ts';
import { spanSchemas } from './spans.ts';
import { sqlSchemas } from './sql.ts';
import { Stats } from './stats.ts';
import { statusSchemas } from './status.ts';
import { traceListSchemas } from './trace-list.ts';
import { traceSchemas } from './traces.ts';

/** All shapes of the API's answers. Keys of `/api/v1` are snake_case; times are ISO 8601 with microseconds in UTC. */
export const schemas = [
  ...notificationSchemas,
  ...accessSchemas,
  ...auditSchemas,
  ...costSchemas,
  ...encryptionSchemas,
  ...executionSchemas,
  ...spanSchemas,
  ...executionDetailSchemas,
  ExecutionList,
  ...snapshotSchemas,
  ...traceListSchemas,
  Stats,
  ...statusSchemas,
  FleetHealth,
  PerformanceMetrics,
  Instrumentation,
  ...alertSchemas,
  ...eventSchemas,
  ...searchSchemas,
  ...traceSchemas,
  ErrorAnswer,
  ...otlpExportSchemas,
  ...overviewSchemas,
  ...failureSchemas,
  ...resourceSchemas,
  ...evaluationSchemas,
  ...participantSchemas,
  ...predictionSchemas,
  ...recordSchemas,
  ...ruleSchemas,
  ...savedSchemas,
  ...sqlSchemas,
  ...privacySchemas,
  ...loginSchemas,
];
