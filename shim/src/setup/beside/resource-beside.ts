import type { Resource } from '@opentelemetry/resources';
import { currentConfig } from '../../config/current-config.ts';
import { UNKNOWN_SERVICE } from '../../config/read-config.ts';
import type { ShimConfig } from '../../config/shim-config.ts';
import { Attr } from '../../conventions/index.ts';
import type { InitOptions } from '../init-options.ts';
import type { Sdk } from '../load-sdk.ts';
import { createResource, resourceAttributesOf } from '../resource.ts';
import type { OtherSystem } from './other-system.ts';

type PlainAttributes = Record<string, unknown>;
/** One for each resource of another SDK, since records are put together by the resource that they share. */
const known = new WeakMap<object, Resource>();

/**
 * The resource of another SDK with what the shim says of the process over it, so that spans, events and metrics
 * are of one service and one instance. Whoever names the service is believed; with both, the shim's settings win.
 */
export function resourceBeside(theirs: Resource): Resource {
  let merged = known.get(theirs);
  if (merged === undefined) {
    merged = besideOf(theirs);
    known.set(theirs, merged);
  }
  return merged;
}

/** The resource of the shim's own providers: with what another SDK that it works beside says of the service. */
export function resourceFor(config: ShimConfig, sdk: Sdk, system: OtherSystem | undefined): Resource {
  if (system?.resource === undefined) return createResource(config, sdk);
  const attributes = mergedAttributes(system.resource, config) as Resource['attributes'];
  return sdk.resources.defaultResource().merge(sdk.resources.resourceFromAttributes(attributes));
}

function besideOf(theirs: Resource): Resource {
  const merged: Pick<Resource, 'attributes' | 'waitForAsyncAttributes'> & {
    readonly asyncAttributesPending: boolean;
  } = {
    get attributes() {
      return mergedAttributes(theirs, currentConfig()) as Resource['attributes'];
    },
    get asyncAttributesPending() {
      return theirs.asyncAttributesPending === true;
    },
    waitForAsyncAttributes: async () => theirs.waitForAsyncAttributes?.(),
  };
  return merged as Resource;
}

function mergedAttributes(theirs: Resource, config: ShimConfig): PlainAttributes {
  const given = attributesSoFar(theirs);
  const ours: PlainAttributes = resourceAttributesOf(config);
  if (config.serviceName === UNKNOWN_SERVICE && given[Attr.serviceName] !== undefined) {
    delete ours[Attr.serviceName];
    delete ours[Attr.serviceVersion];
  }
  return { ...given, ...ours };
}

/** What another SDK calls the service, as options of `init`. */
export function serviceIn(theirs: Resource): Pick<InitOptions, 'serviceName' | 'serviceVersion'> {
  const { [Attr.serviceName]: name, [Attr.serviceVersion]: version } = attributesSoFar(theirs);
  if (typeof name !== 'string') return {};
  return { serviceName: name, ...(typeof version === 'string' && { serviceVersion: version }) };
}

/** What is known by now; the SDK complains where attributes are read that a detector still looks for. */
function attributesSoFar(theirs: Resource): PlainAttributes {
  const given: PlainAttributes =
    theirs.asyncAttributesPending === true && theirs.getRawAttributes !== undefined
      ? // Of one name the first counts.
        Object.fromEntries(
          theirs
            .getRawAttributes()
            .filter(([, value]) => value !== undefined && !(value instanceof Promise))
            .reverse(),
        )
      : { ...theirs.attributes };
  // Sentry's resource speaks of Sentry.
  if (given['service.namespace'] === 'sentry') {
    for (const name of ['service.namespace', Attr.serviceName, Attr.serviceVersion]) delete given[name];
  }
  const name = given[Attr.serviceName];
  if (typeof name === 'string' && name.startsWith('unknown_service')) delete given[Attr.serviceName];
  return given;
}
