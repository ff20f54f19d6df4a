import { largeExample } from '../../infra/settings/large-example.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings, ProfileName } from '../../infra/settings/schema.ts';
import { containerStack, type Stack } from '../../infra/stack/stack.ts';

/** A stack on Kubernetes with these settings. */
export function kubeStack(profile: ProfileName, values: PartialSettings = {}): Stack {
  const { settings } = resolveSettings([
    { name: 'the profile', values: { profile, ...(profile === 'large' ? largeExample : {}) } },
    { name: 'the test', values },
  ]);
  return containerStack('kubernetes', settings);
}

/** Settings that bring out what no profile has by itself. */
export const everythingOn: PartialSettings = {
  hosts: { hub: 'hub.example.com', grafana: 'grafana.example.com', otlp: 'otlp.example.com' },
  tls: { issuer: 'letsencrypt' },
  ingressClass: 'nginx',
  operator: 'on',
  storage: { class: 'fast' },
  images: { pullSecret: 'registry-login', overrides: { hub: 'registry.example.com/hub:1' } },
  ingest: { namespaces: ['shop', 'billing'] },
  metricsWay: 'scrape',
  collection: { containerLogs: true, containerMetrics: true },
  labels: { team: 'platform', 'example.com/cost-centre': '42' },
};
