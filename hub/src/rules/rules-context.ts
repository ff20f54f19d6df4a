import { type AlertmanagerApi, alertmanagerApi } from '../alerts/alertmanager-api.ts';
import type { HubSettings } from '../settings.ts';
import type { Batch } from '../store/batch.ts';
import type { DefaultRuleSettings } from './default-rules.ts';
import type { SpecialContext } from './special-measures.ts';

/** What routes about rules and alerts work with. */
export interface RulesContext extends Omit<SpecialContext, 'database'> {
  /** ENABLE_ALERTS. */
  readonly isOn: boolean;
  readonly defaults: DefaultRuleSettings;
  /** Prometheus evaluates what every project has. */
  readonly hasPrometheus: boolean;
  /** Null: the hub tells people itself. */
  readonly alertmanager: AlertmanagerApi | null;
  /** What people do to alerts is stored as alerts are. */
  readonly store: (batch: Batch) => Promise<void>;
}

/** The same as a hub's settings say. */
export function rulesContextOf(settings: HubSettings, store: RulesContext['store']): RulesContext {
  const { alerting, integrations, maxDatabaseBytes } = settings;
  return {
    isOn: alerting.isOn,
    defaults: {
      errorRate: settings.errorRateThreshold,
      eventRate: alerting.eventRateThreshold,
      responseTimeMs: settings.responseTimeThresholdMs,
      maxDatabaseBytes,
    },
    hasPrometheus: integrations.prometheus !== null,
    alertmanager: integrations.alertmanager === null ? null : alertmanagerApi(integrations.alertmanager),
    executionTimeoutUs: settings.executionTimeoutS * 1e6,
    maxDatabaseBytes,
    anomalyDetection: settings.anomalyDetection,
    store,
  };
}

/** Where no hub runs. */
export const noRules: RulesContext = {
  isOn: false,
  defaults: { errorRate: 0.1, eventRate: 100, responseTimeMs: 5000, maxDatabaseBytes: null },
  hasPrometheus: false,
  alertmanager: null,
  executionTimeoutUs: 0,
  maxDatabaseBytes: null,
  anomalyDetection: false,
  store: () => Promise.reject(new Error('no database')),
};
