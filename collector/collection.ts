import type { Settings } from '../infra/settings/schema.ts';
import type { SiteKind } from '../infra/stack/site.ts';
import { type Config, verbatim } from './config.ts';

/** What is measured without the shim, by receiver; empty where nothing is asked for. */
export function metricReceivers(settings: Settings, kind: SiteKind): Config {
  const { collection, scrapeInterval } = settings;
  return {
    ...(measuresHost(settings, kind)
      ? {
          hostmetrics: {
            collection_interval: scrapeInterval,
            scrapers: {
              cpu: { metrics: { 'system.cpu.utilization': { enabled: true } } },
              load: {},
              memory: {
                metrics: {
                  'system.memory.utilization': { enabled: true },
                  // What is free or can be freed: shared memory counts as cached and cannot.
                  'system.linux.memory.available': { enabled: true },
                },
              },
              disk: {},
              filesystem: {
                metrics: { 'system.filesystem.utilization': { enabled: true } },
                exclude_fs_types: {
                  match_type: 'strict',
                  fs_types: [
                    'autofs',
                    'devtmpfs',
                    'overlay',
                    'proc',
                    'squashfs',
                    'sysfs',
                    'tmpfs',
                    'tracefs',
                  ],
                },
                exclude_mount_points: {
                  match_type: 'regexp',
                  mount_points: ['/(dev|proc|sys|run|snap)($$|/.*)'],
                },
              },
              network: {},
            },
          },
        }
      : {}),
    ...(collection.healthChecks.length > 0
      ? {
          httpcheck: {
            collection_interval: scrapeInterval,
            targets: collection.healthChecks.map((url) => ({
              endpoint: verbatim(url),
              method: 'GET',
              timeout: '5s',
            })),
          },
        }
      : {}),
  };
}

/**
 * Whether the collector measures the machine: as a process only. In a container without the host's /proc it would
 * measure itself and call it the host; there containers are measured by cAdvisor's names instead.
 */
export function measuresHost({ collection }: Settings, kind: SiteKind): boolean {
  return kind === 'process' && collection.hostMetrics;
}

/** Operators that read lines of pino and other JSON loggers; lines of another form stay as they are. */
export const lineOperators: readonly Config[] = [
  {
    type: 'router',
    id: 'by_form',
    default: 'end',
    routes: [{ expr: 'body matches "^\\\\s*\\\\{.*\\\\}\\\\s*$$"', output: 'json' }],
  },
  { type: 'json_parser', id: 'json', parse_from: 'body', parse_to: 'attributes', on_error: 'send_quiet' },
  ...(['level', 'severity', 'lvl'] as const).map(
    (name): Config => ({
      type: 'severity_parser',
      id: `severity_${name}`,
      if: `attributes["${name}"] != nil`,
      parse_from: `attributes["${name}"]`,
      on_error: 'send_quiet',
      // pino's numbers beside the usual words.
      mapping: {
        trace: ['10', 'trace'],
        debug: ['20', 'debug'],
        info: ['30', 'info', 'notice'],
        warn: ['40', 'warn', 'warning'],
        error: ['50', 'error', 'err'],
        fatal: ['60', 'fatal', 'critical'],
      },
    }),
  ),
  {
    type: 'time_parser',
    id: 'time_ms',
    if: 'attributes["time"] != nil && string(attributes["time"]) matches "^[0-9.e+]+$$"',
    parse_from: 'attributes["time"]',
    layout_type: 'epoch',
    layout: 'ms',
    on_error: 'send_quiet',
  },
  ...(['time', 'timestamp', 'ts'] as const).map(
    (name): Config => ({
      type: 'time_parser',
      id: `time_${name}`,
      if: `attributes["${name}"] != nil && string(attributes["${name}"]) matches "^[0-9]{4}-[0-9]{2}-[0-9]{2}T"`,
      parse_from: `attributes["${name}"]`,
      layout_type: 'gotime',
      layout: '2006-01-02T15:04:05.999999999Z07:00',
      on_error: 'send_quiet',
    }),
  ),
  {
    type: 'trace_parser',
    id: 'trace',
    if: 'attributes["trace_id"] != nil',
    trace_id: { parse_from: 'attributes["trace_id"]' },
    span_id: { parse_from: 'attributes["span_id"]' },
    on_error: 'send_quiet',
  },
  ...(['msg', 'message'] as const).map(
    (name): Config => ({
      type: 'move',
      id: `body_${name}`,
      if: `attributes["${name}"] != nil`,
      from: `attributes["${name}"]`,
      to: 'body',
    }),
  ),
  ...(['time', 'level', 'trace_id', 'span_id', 'trace_flags'] as const).map(
    (name): Config => ({
      type: 'remove',
      id: `without_${name}`,
      if: `attributes["${name}"] != nil`,
      field: `attributes["${name}"]`,
    }),
  ),
  { type: 'noop', id: 'end' },
];

/** Log files of services without the shim; what was read is remembered in the storage. */
export function logFileReceivers({ collection }: Settings, storage: string): Config {
  if (collection.logFiles.length === 0) return {};
  return {
    filelog: {
      include: collection.logFiles.map(verbatim),
      include_file_name: false,
      include_file_path: true,
      start_at: 'end',
      storage,
      retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
      operators: [...lineOperators],
    },
  };
}
