import Type, { type Static } from 'typebox';
import { resourceNames, resourceScopes } from '../../resources/resource-names.ts';
import { ComputedAt } from '../kept-answer.ts';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** IA7: what services and the hub take, with trends. */

export const ResourceTrend = Type.Object(
  {
    now: Type.Number({ description: 'The newest value.' }),
    mean: Type.Number(),
    max: Type.Number(),
    slope_per_hour: Nullable(
      Type.Number({ description: 'Growth an hour, by least squares; null for one value.' }),
    ),
    samples: Count('Values that these are of.'),
    points: Type.Array(Type.Object({ time: Time('Of the value.'), value: Type.Number() }), {
      description: 'Earliest first, `step_seconds` apart where nothing is missing.',
    }),
  },
  { $id: 'ResourceTrend' },
);

const trend = (description: string) =>
  Nullable(Type.Unsafe<Static<typeof ResourceTrend>>({ ...Ref(ResourceTrend), description }));

export const ServiceResources = Type.Object(
  {
    service: Text('service.name.'),
    scope: oneOf(resourceScopes, 'Of its processes, or of the machines that its metrics are of.'),
    source: oneOf(['store', 'prometheus'], 'Who knows it.'),
    cpu_cores: trend('CPU in cores, all instances together.'),
    memory_bytes: trend('Memory in bytes, all instances together.'),
    disk_read_bytes_per_second: trend('Read from disks.'),
    disk_write_bytes_per_second: trend('Written to disks.'),
    network_receive_bytes_per_second: trend('Received.'),
    network_transmit_bytes_per_second: trend('Sent.'),
  },
  { $id: 'ServiceResources' },
);

export const Resources = Type.Object(
  {
    from: Time('Begin of the stretch.'),
    to: Time('Its end.'),
    step_seconds: Type.Integer({ description: 'Between two values; a rate is over that time.' }),
    sources: Type.Array(
      Type.Object({
        name: oneOf(['store', 'prometheus']),
        services: Count('Services that it knows of.'),
        fault: Nullable(Text('Why it did not answer; null where it did.')),
      }),
      { description: 'Who was asked; the first that knows a service answers for it.' },
    ),
    services: Type.Array(Ref(ServiceResources), { description: 'By name, at most 200.' }),
    services_left_out: Count('Services beyond these.'),
    hub: Nullable(Ref(ServiceResources)),
    reason: Nullable(Text('Why there is no service; null where there is one.')),
    missing: Type.Array(
      Type.Object({ scope: oneOf(resourceScopes), resource: oneOf(resourceNames), why: Text('Why.') }),
      { description: 'What no service of a scope has.' },
    ),
    ...ComputedAt.properties,
  },
  { $id: 'Resources' },
);

export const resourceSchemas = [ResourceTrend, ServiceResources, Resources];
