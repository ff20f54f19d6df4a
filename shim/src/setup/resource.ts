import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Resource } from '@opentelemetry/resources';
import type { ShimConfig } from '../config/shim-config.ts';
import { Attr } from '../conventions/index.ts';
import { SHIM_VERSION } from '../version.ts';
import type { Sdk } from './load-sdk.ts';

/** Who sends: the service, its version, this instance of it, its environment. */
export function createResource(
  { serviceName, serviceVersion, environment, resourceAttributes }: ShimConfig,
  { resources }: Sdk,
): Resource {
  return resources.defaultResource().merge(
    resources.resourceFromAttributes({
      'host.name': hostname(),
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'telemetry.distro.name': 'observatory',
      'telemetry.distro.version': SHIM_VERSION,
      [Attr.serviceInstanceId]: randomUUID(),
      ...resourceAttributes,
      [Attr.serviceName]: serviceName,
      [Attr.serviceVersion]: serviceVersion,
      ...(environment && { [Attr.deploymentEnvironment]: environment }),
    }),
  );
}
