import type { Settings } from '../infra/settings/schema.ts';
import { durationSeconds } from '../infra/settings/units.ts';
import type { Site } from '../infra/stack/site.ts';
import { lineOperators } from './collection.ts';
import type { CollectorConfig, Config } from './config.ts';
import { memoryLimiter } from './gateway.ts';
import { ownTelemetry } from './telemetry.ts';
import { toEachCollector } from './to-collectors.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

const SERVER = 'agent-logs';
const STORAGE = 'file_storage/offsets';
const PATH = 'attributes["log.file.path"]';
const SERVICE = 'resource["service.name"]';
/** Longest line that is put together of its parts; of a longer one each such piece is a record. */
const LONGEST_LINE = '1MiB';

/** Where the image has the volume that remembers how far each file is read. */
export const OFFSETS_IN_CONTAINER = '/var/lib/otelcol';

/** The folder of a machine that has the logs of its containers. */
export function containerLogsFolder(site: Site): string {
  return site.kind === 'kubernetes' ? '/var/log/pods' : '/var/lib/docker/containers';
}

/**
 * The reader of the files that a machine's containers write: gives lines to the collectors while the files wait, so
 * that an outage of theirs loses no line that the machine still has.
 */
export function containerLogsConfig(
  settings: Settings,
  site: Site,
  version: CollectorVersion,
  folder = containerLogsFolder(site),
): CollectorConfig {
  const exporter = `${versionFacts[version].names.otlp}/collectors`;
  const onKubernetes = site.kind === 'kubernetes';
  return {
    extensions: {
      health_check: { endpoint: site.listen(SERVER, 'health') },
      [STORAGE]: {
        directory: site.volume(SERVER, 'offsets', OFFSETS_IN_CONTAINER),
        create_directory: true,
        timeout: '10s',
        ...(versionFacts[version].recreatesStorage ? { recreate: true } : {}),
      },
    },
    receivers: {
      filelog: {
        ...(onKubernetes ? filesOfPods(settings, folder) : { include: [`${folder}/*/*-json.log`] }),
        include_file_name: false,
        include_file_path: true,
        // All that was written while no reader ran; `notOld` keeps it from being years.
        start_at: 'beginning',
        poll_interval: '500ms',
        storage: STORAGE,
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
        operators: [
          ...(onKubernetes ? podOperators : dockerOperators),
          notOld(settings),
          ...serviceOperators(onKubernetes),
          ...(onKubernetes ? [] : [dockerText]),
          ...lineOperators,
          // What the line itself says goes before the name of its container.
          {
            type: 'move',
            id: 'service_of_line',
            if: 'type(attributes["service.name"]) == "string"',
            from: 'attributes["service.name"]',
            to: SERVICE,
          },
        ],
      },
    },
    processors: { memory_limiter: memoryLimiter(settings.resources.agent.memory.limit) },
    connectors: {},
    exporters: { [exporter]: toEachCollector(settings, site, SERVER) },
    service: {
      extensions: ['health_check', STORAGE],
      telemetry: ownTelemetry(version, site.listen(SERVER, 'metrics')),
      pipelines: {
        logs: { receivers: ['filelog'], processors: ['memory_limiter'], exporters: [exporter] },
      },
    },
  };
}

/** The stack's own collectors are left out: each line of theirs would make another. */
function filesOfPods({ namespace }: Settings, folder: string): Config {
  return {
    include: [`${folder}/*/*/*.log`],
    exclude: [
      `${folder}/${namespace}_collector-*/collector/*.log`,
      `${folder}/${namespace}_agent-*/agent/*.log`,
      `${folder}/${namespace}-nodes_${SERVER}-*/${SERVER}/*.log`,
    ],
  };
}

/** Takes CRI lines apart and puts their parts together; the pod is in the path. */
const podOperators: readonly Config[] = [{ type: 'container', id: 'runtime', max_log_size: LONGEST_LINE }];

/** Takes Docker's lines apart and puts their parts together: a line ends where its text does. */
const dockerOperators: readonly Config[] = [
  {
    type: 'json_parser',
    id: 'runtime',
    parse_from: 'body',
    parse_to: 'body',
    on_error: 'drop',
    timestamp: {
      parse_from: 'body.time',
      layout_type: 'gotime',
      layout: '2006-01-02T15:04:05.999999999Z07:00',
    },
  },
  // The stack's own collectors, which each of their lines names: each would make another.
  {
    type: 'filter',
    id: 'not_collectors',
    expr: 'body.attrs != nil and body.attrs["observatory.component"] in ["agent", "collector"]',
  },
  {
    type: 'recombine',
    id: 'whole_lines',
    combine_field: 'body.log',
    combine_with: '',
    is_last_entry: 'body.log endsWith "\\n"',
    source_identifier: PATH,
    max_log_size: LONGEST_LINE,
  },
  { type: 'move', id: 'stream', from: 'body.stream', to: 'attributes["log.iostream"]' },
  {
    type: 'add',
    id: 'container',
    field: 'resource["container.id"]',
    value: `EXPR(split(${PATH}, "/")[-2])`,
  },
];

const dockerText: Config = {
  type: 'add',
  id: 'text',
  field: 'body',
  value: 'EXPR(trimSuffix(body.log, "\\n"))',
};

/** A reader that begins anew reads no more than what an outage may hold up: the stores keep no line twice. */
function notOld({ outage }: Settings): Config {
  const seconds = durationSeconds(outage) ?? 3600;
  return {
    type: 'filter',
    id: 'not_old',
    expr: `timestamp.Unix() > 0 and timestamp < now() - duration("${seconds}s")`,
  };
}

/** The service that a container is. Docker's lines tell it only where its log options ask for labels or a tag. */
function serviceOperators(onKubernetes: boolean): Config[] {
  const named = (id: string, name: string): Config => ({
    type: 'add',
    id: `service_${id}`,
    if: `${SERVICE} == nil and ${name} != nil`,
    field: SERVICE,
    value: `EXPR(${name})`,
  });
  if (onKubernetes) return [named('container', 'resource["k8s.container.name"]')];
  return (
    [
      ['compose', 'com.docker.compose.service'],
      ['tag', 'tag'],
      ['own', 'observatory.component'],
    ] as const
  ).map(([id, label]) => named(id, `body.attrs?.["${label}"]`));
}
