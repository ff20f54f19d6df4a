import { inhibitions } from './inhibitions.ts';

/** The inhibitions in Alertmanager's words. */
export function inhibitRules() {
  return [
    // Of one alert with two severities the worse is enough; what has no such label is equal in it.
    {
      name: 'the worse severity',
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity=~"warning|info"'],
      equal: ['alertname', 'job', 'instance', 'service_name', 'agent'],
    },
    ...inhibitions.map(({ cause, where = {}, silences, equal, because }) => ({
      name: because,
      source_matchers: [
        `alertname="${cause}"`,
        ...Object.entries(where).map(([label, value]) => `${label}="${value}"`),
      ],
      target_matchers: [`alertname=~"${silences.join('|')}"`],
      equal: [...equal],
    })),
  ];
}
