import { ENVIRONMENT } from '../promql/environment.ts';
import { type Inhibition, inhibitions } from './inhibitions.ts';

/** The inhibitions in Alertmanager's words. */
export function inhibitRules() {
  return [
    // Of one alert with two severities the worse is enough; a label that neither has is equal.
    {
      name: 'the worse severity is enough',
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity=~"warning|info"'],
      equal: ['alertname', ENVIRONMENT, 'job', 'instance', 'service_name', 'agent'],
    },
    ...inhibitions.map(({ cause, where, silences, whose, equal, because }: Inhibition) => ({
      name: because,
      source_matchers: [`alertname="${cause}"`, ...matchers(where)],
      target_matchers: [`alertname=~"${silences.join('|')}"`, ...matchers(whose)],
      equal: [...equal],
    })),
  ];
}

function matchers(labels: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(labels).map(([label, value]) => `${label}=~"${value}"`);
}
