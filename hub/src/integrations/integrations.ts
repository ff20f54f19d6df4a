import type { IntegrationUrls } from './integration-names.ts';
import { type Loki, lokiAt } from './loki.ts';
import { Probes } from './probes.ts';
import { type Prometheus, prometheusAt } from './prometheus.ts';

/** The other servers of the stack as the hub uses them. */
export interface Integrations {
  readonly urls: IntegrationUrls;
  readonly prometheus: Prometheus | null;
  readonly loki: Loki | null;
  readonly probes: Probes;
}

/** Nothing is asked before the first question. */
export function integrationsAt(urls: IntegrationUrls): Integrations {
  return {
    urls,
    prometheus: urls.prometheus === null ? null : prometheusAt(urls.prometheus),
    loki: urls.loki === null ? null : lokiAt(urls.loki),
    probes: new Probes(urls),
  };
}

export const noIntegrations: IntegrationUrls = {
  jaeger: null,
  prometheus: null,
  loki: null,
  grafana: null,
  alertmanager: null,
  collector: null,
};
