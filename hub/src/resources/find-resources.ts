import { IntegrationFault } from '../integrations/ask-server.ts';
import { isoOfMicros } from '../store/micros.ts';
import { HUB_SERVICE } from './hub-sampler.ts';
import { type ResourceName, type ResourceScope, resourceNames, resourceScopes } from './resource-names.ts';
import type { ResourceQuestion, ResourceSeries, ResourceSource } from './resource-source.ts';
import { type Trend, trendOf } from './trend.ts';

/** Services that an answer has. */
const MAX_SERVICES = 200;

interface Read {
  readonly name: ResourceSource['name'];
  readonly series: readonly ResourceSeries[];
  readonly fault: string | null;
}

/** What services and the hub take, and how that goes (IA7). Where two sources know of a service, the first is asked. */
export async function findResources(
  sources: readonly ResourceSource[],
  project: string,
  question: ResourceQuestion,
) {
  const reads = await Promise.all(sources.map((source) => readFrom(source, project, question)));
  const services = new Map<string, { scope: ResourceScope; service: string; from: Read }>();
  for (const from of reads)
    for (const { service, scope } of from.series) {
      const key = JSON.stringify([service, scope]);
      if (!services.has(key)) services.set(key, { service, scope, from });
    }
  const answers = [...services.values()]
    .sort((a, b) => order(a.service, b.service) || order(a.scope, b.scope))
    .map(({ service, scope, from }) => ({
      service,
      scope,
      source: from.name,
      ...resourcesOf(from.series.filter((one) => one.service === service && one.scope === scope)),
    }));
  const isHub = ({ service }: { service: string }) => service === HUB_SERVICE;
  const others = answers.filter((one) => !isHub(one));
  return {
    from: isoOfMicros(question.sinceUs),
    to: isoOfMicros(question.untilUs),
    step_seconds: question.stepS,
    sources: reads.map(({ name, series, fault }) => ({
      name,
      services: new Set(series.map(({ service }) => service)).size,
      fault,
    })),
    services: others.slice(0, MAX_SERVICES),
    services_left_out: Math.max(0, others.length - MAX_SERVICES),
    hub: answers.find(isHub) ?? null,
    reason: reasonOf(others.length, question.service),
    missing: resourceScopes.flatMap((scope) =>
      resourceNames.flatMap((resource) => {
        const knows = others.filter((one) => one.scope === scope);
        return knows.length > 0 && knows.every((one) => one[resource] === null)
          ? [
              {
                scope,
                resource,
                why: `No service sent it within the stretch (${scope} metrics of OpenTelemetry).`,
              },
            ]
          : [];
      }),
    ),
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function readFrom(source: ResourceSource, project: string, question: ResourceQuestion): Promise<Read> {
  const { name } = source;
  try {
    return { name, series: await source.read(project, question), fault: null };
  } catch (error) {
    if (!(error instanceof IntegrationFault)) throw error;
    return { name, series: [], fault: `${name}: ${error.message}` };
  }
}

function reasonOf(services: number, service: string | null): string | null {
  if (services > 0) return null;
  const whose = service === null ? '' : ` of ${JSON.stringify(service)}`;
  return `No process or host metrics${whose} were received within the stretch; docs/hub-failures.md says which ones and who sends them.`;
}

interface ResourceTrend {
  readonly now: number;
  readonly mean: number;
  readonly max: number;
  readonly slope_per_hour: number | null;
  readonly samples: number;
  readonly points: { readonly time: string; readonly value: number }[];
}

function resourcesOf(series: readonly ResourceSeries[]): Record<ResourceName, ResourceTrend | null> {
  const of = (resource: ResourceName) => {
    const points = series.find((one) => one.resource === resource)?.points ?? [];
    const trend = trendOf(points);
    return trend && presentTrend(trend, points);
  };
  return {
    cpu_cores: of('cpu_cores'),
    memory_bytes: of('memory_bytes'),
    disk_read_bytes_per_second: of('disk_read_bytes_per_second'),
    disk_write_bytes_per_second: of('disk_write_bytes_per_second'),
    network_receive_bytes_per_second: of('network_receive_bytes_per_second'),
    network_transmit_bytes_per_second: of('network_transmit_bytes_per_second'),
  };
}

function presentTrend(
  { now, mean, max, slopePerHour, samples }: Trend,
  points: ResourceSeries['points'],
): ResourceTrend {
  return {
    now,
    mean,
    max,
    slope_per_hour: slopePerHour,
    samples,
    points: points.map(({ timeUs, value }) => ({ time: isoOfMicros(timeUs), value })),
  };
}
