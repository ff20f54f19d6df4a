import { randomUUID } from 'node:crypto';
import { hostname, platform, release } from 'node:os';
import type { Resource } from '@opentelemetry/resources';
import type { ShimConfig } from '../config/shim-config.ts';
import { Attr } from '../conventions/index.ts';
import { SHIM_VERSION } from '../version.ts';
import type { Sdk } from './load-sdk.ts';
import { processWide } from './process-wide.ts';
import { workerName } from './worker-name.ts';

/** Prometheus tells processes apart by it, so it is there whatever is detected. */
const instance = processWide('instance', () => ({ id: randomUUID() }));

/** Who sends: the service, its version, this instance of it, its environment. */
export function createResource(config: ShimConfig, { resources }: Sdk): Resource {
  return resources.defaultResource().merge(resources.resourceFromAttributes(resourceAttributesOf(config)));
}

/** What the configuration and the process say of the service. */
export function resourceAttributesOf({
  serviceName,
  serviceVersion,
  environment,
  resourceAttributes,
  resourceDetectors,
}: ShimConfig): Record<string, string | number> {
  type Detector = (typeof resourceDetectors)[number];
  const detected = (detector: Detector, attributes: Record<string, string | number>) =>
    resourceDetectors.includes('all') || resourceDetectors.includes(detector) ? attributes : {};
  return {
    ...detected('host', { 'host.name': hostname() }),
    ...detected('os', { 'os.type': platform(), 'os.version': release() }),
    ...detected('process', {
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
    }),
    'telemetry.distro.name': 'observatory',
    'telemetry.distro.version': SHIM_VERSION,
    [Attr.serviceInstanceId]: instance.id,
    ...resourceAttributes,
    ...instanceOfWorker(resourceAttributes[Attr.serviceInstanceId]),
    [Attr.serviceName]: serviceName,
    [Attr.serviceVersion]: serviceVersion,
    ...(environment && { [Attr.deploymentEnvironment]: environment }),
  };
}

/** An id that is given holds for all threads and workers alike, whose series would collide. */
function instanceOfWorker(given: string | undefined): Record<string, string> {
  const worker = workerName();
  return given === undefined || worker === undefined
    ? {}
    : { [Attr.serviceInstanceId]: `${given}-${worker}` };
}
