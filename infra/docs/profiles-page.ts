import { type Capacity, capacityOf } from '../capacity/capacity.ts';
import { measured } from '../capacity/measured.ts';
import { stackCost } from '../cost/cost.ts';
import { commercialPrices, describedCosts, hostingPrices } from '../cost/prices.ts';
import { largeExample } from '../settings/large-example.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { type ProfileName, profileNames, type Settings } from '../settings/schema.ts';
import { containerStack } from '../stack/stack.ts';
import { rounded } from './rounded.ts';

const DAY_S = 86_400;
const dollars = (amount: number) => `$${amount.toFixed(amount < 100 ? 2 : 0)}`;

/** docs/profiles.md: what each profile runs, carries and costs, and how that was derived. */
export function profilesPage(): string {
  const profiles = profileNames.map((profile) => {
    const { settings } = resolveSettings([
      { name: 'docs', values: { profile } },
      ...(profile === 'large' ? [{ name: 'example', values: largeExample }] : []),
    ]);
    return { profile, settings, capacity: capacityOf(settings) };
  });
  const row = (title: string, cell: (one: (typeof profiles)[number]) => string) =>
    `| ${title} | ${profiles.map(cell).join(' | ')} |`;
  return `# Profiles: what each carries and costs

A profile is a set of defaults; every one of them can be changed ([settings.md](settings.md)). \`local\` (also called
\`development\`) is the default.

| | ${profileNames.join(' | ')} |
| --- |${' --- |'.repeat(profileNames.length)}
${row('for', ({ profile }) => purposes[profile])}
${row('traces in', ({ settings }) => storeOfTraces(settings))}
${row('logs in', ({ settings }) => (settings.stores.logs === 's3' ? `Loki, ${settings.stores.logsMode}, on object storage` : 'Loki on a volume'))}
${row('metrics in', ({ settings }) => (settings.stores.metrics === 'mimir' ? 'Mimir, by remote write' : 'Prometheus'))}
${row('executions in', ({ settings }) => (settings.stores.database === 'server' ? 'PostgreSQL' : "the hub's own PostgreSQL"))}
${row('collectors, hubs', ({ settings }) => `${settings.replicas.collector}, ${settings.replicas.hub}`)}
${row('retention', ({ settings }) => settings.retention)}
${row('spans a second, all day', ({ capacity }) => `${rounded(capacity.spansPerS)} (${capacity.spansLimit})`)}
${row('spans a day', ({ capacity }) => rounded(capacity.spansPerS * DAY_S))}
${row('log lines a second, all day', ({ capacity }) => rounded(capacity.linesPerS))}
${row('series', ({ capacity }) => `${rounded(capacity.series)} (${capacity.seriesLimit})`)}
${row('spans a second, for a while', ({ capacity }) => rounded(capacity.peakSpansPerS))}

In brackets: what sets the limit. "All day" fills the volumes within the retention and no more; with half the retention the
same profile carries twice as much. "For a while" is what the collectors' cores pass on before senders are asked to wait.

## How this was derived

From what one record takes, measured on the real servers with \`npm run bench capacity\` (spans with GenAI attributes and
without content; lines of a hundred characters with trace id and three attributes; 2 shared cores):

| | |
| --- | --- |
| a span in Jaeger's badger | ${measured.spanBytesJaeger} bytes |
| a span in the hub's database, with its share of executions, calls and indexes | ${measured.spanBytesHub} bytes |
| an event in the hub's database; the shim sends ${measured.eventsPerSpan} for a span | ${measured.eventBytesHub} bytes |
| a line in Loki | ${measured.lineBytesLoki} bytes |
| a series in Prometheus' memory | ${measured.seriesMemoryPrometheus} bytes |
| a sample in Prometheus' blocks (Prometheus' own documentation says 1 to 2) | ${measured.sampleBytesPrometheus} bytes |
| spans that one core of the collector passes on | ${measured.spansPerCoreCollector.toLocaleString('en-US')} a second |

Volumes are used to 90 %, Prometheus' memory to 60 %. ClickHouse was not measured here (its image cannot be had on the
machine that these figures come from); badger's figure, the larger one, stands in for it.

Redis (\`stores.redis\`) stands between hubs from profile \`medium\` on: by it they tell one another at once what is new, keep
answers in common and count limits together ([replicas.md](replicas.md)). It keeps nothing, so it has no volume.

## When it is outgrown

| what you see | what to change |
| --- | --- |
| a volume fills before its retention ends (\`VolumeFillsUp\` or \`DiskFillsUp\` alert, \`doctor\`) | \`storage.sizes\`, or a shorter \`retention\` |
| the collector's queue fills (\`CollectorQueueFilling\`) | \`resources.collector\`, then \`replicas.collector\`; above 1 an agent spreads the traces |
| Jaeger's disk, not the hub's, is the limit | \`sampling.ratio\` below 1: runs of agents, errors and slow traces are kept all the same |
| Prometheus' memory | drop labels at the source first; then profile \`large\` with Mimir |
| more than one Jaeger, or searches that are slow | \`stores.traces: clickhouse\` (profile \`medium\`) |
| more than one hub | \`stores.database: server\` and \`stores.redis: true\` (profile \`medium\`) |
| Loki's volume or its CPU | profile \`large\`: microservices on object storage |

Profile \`large\` is given its engines by address; nothing has to move at once, since old data stays where it was until its
retention ends:

\`\`\`yaml
profile: large
stores:
  metricsUrl: https://mimir.example.com/api/v1/push
  metricsQueryUrl: https://mimir.example.com/prometheus
  bucket: observatory-logs
  bucketEndpoint: s3.example.com
  bucketRegion: eu-central-1
  tracesUrl: clickhouse.example.com:9440
\`\`\`

## What it costs

\`npx observatory cost --profile small\` prints this for your own settings; \`--memory-price\` and \`--disk-price\` take your prices.

${costTable(profiles)}

Memory limits and volumes of all replicas, at ${dollars(hostingPrices.memoryGiB)} a GiB of memory and ${dollars(hostingPrices.diskGiB)} a GiB of disk a month
(${hostingPrices.asOf}). "Described" is the table of the system that this one replaces: Jaeger, Grafana, Loki and Prometheus,
without database, hub, collector, alerts or disks. On a machine that you have, \`local\` costs nothing. Commercial APM, as
described in ${commercialPrices.asOf}: ${dollars(commercialPrices.ingestGB)} a GB of each signal, ${dollars(commercialPrices.host)} a host, ${dollars(commercialPrices.per100GB.low)} to ${dollars(commercialPrices.per100GB.high)} for 100 GB a month in all.

This page is written by \`npm run docs\`.
`;
}

const purposes: Readonly<Record<ProfileName, string>> = {
  local: 'one developer, one machine',
  small: 'a team, one machine',
  medium: 'several teams, a few machines',
  large: 'a company; engines that scale',
};

function storeOfTraces({ stores }: Settings): string {
  if (stores.traces === 'badger') return 'Jaeger, badger on a volume';
  return `${stores.traces === 'clickhouse' ? 'ClickHouse' : stores.traces}${stores.tracesUrl === null ? '' : ' of yours'}`;
}

function costTable(
  profiles: readonly { profile: ProfileName; settings: Settings; capacity: Capacity }[],
): string {
  const costs = profiles
    .filter(({ profile }) => profile !== 'large')
    .map(({ profile, settings }) => ({
      profile,
      servers: stackCost(containerStack('kubernetes', settings).components, hostingPrices),
      described:
        (describedCosts as Readonly<Record<string, Readonly<Record<string, number>>>>)[profile] ?? {},
    }));
  const names = [...new Set(costs.flatMap(({ servers }) => servers.map(({ name }) => name)))].sort();
  const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);
  return [
    `| server | ${costs.map(({ profile }) => `${profile} | described`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(costs.length * 2)}`,
    ...names.map(
      (name) =>
        `| ${name} | ${costs
          .map(({ servers, described }) => {
            const server = servers.find((one) => one.name === name);
            const then = described[name];
            return `${server === undefined ? '' : dollars(server.dollarsPerMonth)} | ${then === undefined ? '' : dollars(then)}`;
          })
          .join(' | ')} |`,
    ),
    `| **total** | ${costs
      .map(
        ({ servers, described }) =>
          `**${dollars(sum(servers.map(({ dollarsPerMonth }) => dollarsPerMonth)))}** | ${dollars(sum(Object.values(described)))}`,
      )
      .join(' | ')} |`,
  ].join('\n');
}
