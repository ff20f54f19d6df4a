import * as pulumi from '@pulumi/pulumi';
import type { Addresses, AddressName } from '../stack/addresses.ts';

/** What `pulumi stack output` shows. Logins are secrets: `--show-secrets` shows them. */
export interface Outputs {
  readonly jaegerUrl?: string;
  readonly grafanaUrl?: string;
  readonly prometheusUrl?: string;
  readonly lokiUrl?: string;
  readonly alertmanagerUrl?: string;
  readonly hubUrl?: string;
  readonly otlpGrpc?: string;
  readonly otlpHttp?: string;
  readonly grafanaLogin?: pulumi.Output<{ readonly user: string; readonly password: string }>;
  readonly hubKey?: pulumi.Output<string>;
  readonly ingestToken?: pulumi.Output<string>;
}

const names: { readonly [name in AddressName]: keyof Outputs } = {
  jaeger: 'jaegerUrl',
  grafana: 'grafanaUrl',
  prometheus: 'prometheusUrl',
  loki: 'lokiUrl',
  alertmanager: 'alertmanagerUrl',
  hub: 'hubUrl',
  otlpGrpc: 'otlpGrpc',
  otlpHttp: 'otlpHttp',
};

/** The outputs of a stack: each address that it has, and the generated logins. */
export function outputsOf(
  addresses: Addresses,
  secrets: ReadonlyMap<string, pulumi.Output<string>>,
): Outputs {
  const urls = Object.entries(addresses).map(([name, url]) => [names[name as AddressName], url]);
  const password = secrets.get('grafana-admin-password');
  const hubKey = secrets.get('hub-api-key');
  const ingestToken = secrets.get('ingest-token');
  return {
    ...(Object.fromEntries(urls) as Outputs),
    ...(password === undefined
      ? {}
      : { grafanaLogin: pulumi.secret(password.apply((value) => ({ user: 'admin', password: value }))) }),
    ...(hubKey === undefined ? {} : { hubKey }),
    ...(ingestToken === undefined ? {} : { ingestToken }),
  };
}
