import { readFileSync } from 'node:fs';
import { type Capacity, capacityOf } from '../capacity/capacity.ts';
import { measured } from '../capacity/measured.ts';
import { largeExample } from '../settings/large-example.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { type ProfileName, profileNames, type Settings } from '../settings/schema.ts';
import { cpuCores, sizeBytes } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import { containerStack } from '../stack/stack.ts';
import { rounded } from './rounded.ts';

const DAY_S = 86_400;
const GIB = 2 ** 30;

interface Profile {
  readonly profile: ProfileName;
  readonly settings: Settings;
  readonly capacity: Capacity;
  readonly components: readonly Component[];
}

/** What `npm run bench` printed, as it stands in a file of `infra/capacity`. */
const printed = (name: string) =>
  readFileSync(new URL(`../capacity/${name}`, import.meta.url), 'utf8').trimEnd();

/** docs/capacity.md: what each profile takes in, what that costs, how it grows, and where another engine takes over. */
export function capacityPage(): string {
  const profiles = profileNames.map((profile): Profile => {
    const { settings } = resolveSettings([
      { name: 'docs', values: { profile } },
      ...(profile === 'large' ? [{ name: 'example', values: largeExample }] : []),
    ]);
    const { components } = containerStack('kubernetes', settings);
    return { profile, settings, capacity: capacityOf(settings), components };
  });
  const row = (title: string, cell: (one: Profile) => string) =>
    `| ${title} | ${profiles.map(cell).join(' | ')} |`;
  const both = (title: string, perS: (of: Profile) => number) =>
    row(title, (of) =>
      Number.isFinite(perS(of)) ? `${rounded(perS(of))}; ${rounded(perS(of) * DAY_S)}` : rounded(perS(of)),
    );
  return `# Capacity: how much it carries, what that costs, where it bends

${row('', ({ profile }) => profile)}
| --- |${' --- |'.repeat(profileNames.length)}
${both('spans, a second; a day', ({ capacity }) => capacity.spansPerS)}
${both('events of runs, a second; a day', ({ capacity }) => capacity.eventsPerS)}
${both('log lines, a second; a day', ({ capacity }) => capacity.linesPerS)}
${row('series', ({ capacity }) => rounded(capacity.series))}
${row('spans a second for a while: collectors', ({ capacity }) => rounded(capacity.peakSpansPerS))}
${row('spans a second for a while: hubs', ({ capacity }) => rounded(capacity.hubPeakSpansPerS))}
${row('CPU, all limits', ({ components }) => `${cores(components)} cores`)}
${row('memory, all limits', ({ components }) => gib(components, ({ resources }) => sizeBytes(resources.memory.limit) ?? 0))}
${row('volumes', ({ components }) => gib(components, ({ volumes }) => volumes.reduce((sum, { size }) => sum + (sizeBytes(size) ?? 0), 0)))}

The first four rows fill the volumes within the retention (${profiles[0]?.settings.retention}) and no more: [profiles.md](profiles.md) says which volume or
cap sets each. With half the retention the same profile carries twice as much. Spans and events share the hub's cap: the row of
events has those of the runs whose spans the row above has; the shim sends ${measured.eventsPerSpan} for a span, when it starts and when it ends. For a while
(a burst that ends) cores decide instead: the collectors' row is what they pass on before senders are asked to wait, the hubs'
what their cores and their database's make into executions; what comes faster waits in the collector's queue on disk.

## What it costs

| for 100,000 agent spans | |
| --- | --- |
| disk, in the hub: spans, executions, calls, their indexes | ${megabytes(measured.spanBytesHub)} |
| disk, in Jaeger (badger) | ${megabytes(measured.spanBytesJaeger)} |
| disk, in the hub: the ${(100_000 * measured.eventsPerSpan).toLocaleString('en-US')} events that the shim sends with them | ${megabytes(measured.eventBytesHub * measured.eventsPerSpan)} |
| disk, 100,000 log lines in Loki | ${megabytes(measured.lineBytesLoki)} |
| CPU of the hub | ${measured.hubCpuSeconds} s of a core |
| CPU of PostgreSQL | ${measured.postgresCpuSeconds} s of a core |
| CPU of the collector, to all backends | ${Math.round(100_000 / measured.spansPerCoreCollector)} s of a core |

\`npm run bench -- slope\`, \`record-sizes\` and \`capacity\` print them; they stand in
[\`infra/capacity/measured.ts\`](../infra/capacity/measured.ts), from which the first table is made.

## How cost grows with load

\`npm run bench -- slope\` (\`SIZES=10000,100000,1000000,5000000\` for the largest too):

\`\`\`
${printed('slope.txt')}
\`\`\`

A flat line is a ratio of 1. The smallest size has what a start costs in it (code that is compiled, pages of tables that are
not full), so the ratio of CPU and disk falls before it is flat. The whole folder has PostgreSQL's log of what it
writes in it, which stops growing at \`max_wal_size\`. Tables have a partition a day and rows are only added: \`npm run bench -- flat\`
tells whether storing stays as fast when millions are there.

## Three hubs beside one

The last lines of the same run. On this machine, with two cores, three hubs have no more to work with than one: the figure says
that sharing costs nothing, not that it gives something. What more cores should give: a hub decodes, understands and folds on one
thread, ${measured.hubCpuSeconds} s of a core for 100,000 spans, PostgreSQL takes ${measured.postgresCpuSeconds} s for the same. So hubs add up, a core each, as long as PostgreSQL has
${(measured.postgresCpuSeconds / measured.hubCpuSeconds).toFixed(1)} cores more for each of them, and a disk that follows. Several hubs divide the traces that wait to be folded by locks on rows of the
queue, so no two do the same work. How to run several: [replicas.md](replicas.md).

## Beside others

\`npm run bench -- hub/bench/peers\`: the same load to Arize Phoenix and to MLflow, each in its own environment (lists in
[\`hub/bench/peers\`](../hub/bench/peers), made at the first run), one after the other, each in a fresh folder:

\`\`\`
${printed('peers.txt')}
\`\`\`

In brackets: beside the hub. "Stored and queryable" is counted until the last span is in the peer's own SQLite file, and until
the last run is an execution in the hub; a peer that is not done in time is given as what it had stored by then. Disk is what
the folder grew by, five seconds later. "Lost at kill -9" sends the same load to a fresh one, kills all of its processes right after
the last acknowledgement, starts it and counts.

Both were run at rest, before events had the form of spans and names of spans were stored once. Since then the hub takes 285 MB
at its peak and 52 MB on disk by the same command (\`PEERS=none\`, while other work kept the machine busy: its speeds then say
nothing).

## Try it

\`\`\`sh
npm start                                                        # or a hub of yours, on this machine
npm run load -- --count 100000                                   # agent spans as fast as they are answered
npm run load -- --shape mix --rate 2000 --duration 60            # spans, events, lines and metrics, 2,000 a second
npm run load -- --protocol grpc --gzip --senders 8 --runs-rate 50
npm run load -- --count 5000000 --database .observatory          # counted in the database of a hub's data folder
\`\`\`

Ids are numbered (eight bytes of the load, eight that count), so it tells by counting what was acknowledged, found, lost or
doubled, through the hub's API up to half a million records, in its database beyond. It ends with code 1 where anything
acknowledged is lost or doubled; \`--json\` for programs; \`--help\` for the rest. It sends to this machine alone. Where the hub
asks for keys, give one by \`--key\` or \`OBSERVATORY_API_KEY\`, that may send and read. It counts executions in SQL: a hub whose user of
the database lacks \`CREATEROLE\` ([sql.md](sql.md)) is checked with \`--database\`.

## Where it bends, and what takes over

| what bends | what you see | what takes over | how to switch |
| --- | --- | --- | --- |
| the hub's folder or its cap fills before the retention ends | \`VolumeFillsUp\`, \`DiskFillsUp\`; \`GET /status\` | a larger volume or cap; a PostgreSQL server of its own | \`storage.sizes\`, \`caps.executions\`; [backup.md](backup.md) moves the data |
| one hub's core | executions appear late: \`fold.waiting\` in \`GET /status\` grows | three hubs on one PostgreSQL, with Redis between them (\`medium\`) | [replicas.md](replicas.md) |
| PostgreSQL's cores or disk | the same with several hubs; hubs answer 503 and collectors hold back | a managed or clustered PostgreSQL (\`stores.databaseUrlFile\`) | [backup.md](backup.md) |
| Jaeger's volume, or its searches | \`VolumeFillsUp\`; slow searches | ClickHouse, OpenSearch or Cassandra (\`medium\`, \`large\`) | \`stores.traces\`; old traces stay where they are until they end |
| Prometheus' memory | \`HighMemory\`; it restarts | Mimir, by remote write (\`large\`) | \`stores.metricsUrl\` |
| Loki's volume or CPU | \`VolumeFillsUp\`; slow queries | microservices on object storage (\`large\`) | \`stores.bucket\` |
| one collector | \`CollectorQueueFilling\` | agents and a gateway that divides by trace | \`replicas.collector\` |

What breaks, rather than bends, and what then happens: [failures.md](failures.md).

This page is written by \`npm run docs\`. The figures are of a shared machine with two cores (AMD EPYC, Node 24), at rest.
`;
}

const megabytes = (bytesEach: number) => `${Math.round((bytesEach * 100_000) / 1e6)} MB`;

function cores(components: readonly Component[]): string {
  const sum = components.reduce(
    (total, { replicas, resources }) => total + replicas * (cpuCores(resources.cpu.limit) ?? 0),
    0,
  );
  return String(Math.round(sum * 10) / 10);
}

function gib(components: readonly Component[], bytes: (of: Component) => number): string {
  const sum = components.reduce((total, component) => total + component.replicas * bytes(component), 0);
  return `${Math.round(sum / GIB)} GiB`;
}
