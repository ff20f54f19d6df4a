import { Attr, prometheusLabel } from '@observatory/shim/conventions';
import { buckets, type Expr, quantileBy, rate, series, sumBy } from '../alerts/promql/expression.ts';
import { serverMetrics } from '../alerts/promql/server-metrics.ts';

/** Where Grafana finds what it reads; each address is a URL as Grafana's server sees it. */
export interface DataSourceAddresses {
  readonly prometheus: string;
  /** `Mimir` where Prometheus only writes on to one. */
  readonly prometheusType: 'Prometheus' | 'Mimir';
  readonly scrapeInterval: string;
  readonly loki: string;
  readonly jaeger: string;
  readonly alertmanager: string;
  /** The hub's page, as people's browsers see it; without a slash at the end. */
  readonly hubPage: string;
  /** The SQL views, and the file of the password of who reads them; null where nobody may. */
  readonly hub: {
    /** `host:port` */
    readonly address: string;
    readonly database: string;
    readonly sslMode: string;
    readonly passwordFile: string;
  } | null;
}

/** Stable ids: links between data sources and every panel name these. */
export const uids = {
  prometheus: 'prometheus',
  loki: 'loki',
  jaeger: 'jaeger',
  alertmanager: 'alertmanager',
  /** PostgreSQL: the hub's read-only views. */
  hub: 'hub',
} as const;

/** The span that is looked at, in the metrics that the collector makes of spans. */
const sameSpan = { span_name: '${__span.name}' } as const;

/**
 * What is asked about a span: of all services that have a span of its name, since Jaeger has the service beside the tags,
 * where Grafana's variables do not find it.
 */
const spanMetrics: readonly { readonly name: string; readonly of: Expr }[] = [
  {
    name: 'Calls a second',
    of: sumBy(['service_name'], rate(series(serverMetrics.spanCalls, sameSpan), '$__rate_interval')),
  },
  {
    name: 'Errors a second',
    of: sumBy(
      ['service_name'],
      rate(
        series(serverMetrics.spanCalls, { ...sameSpan, status_code: 'STATUS_CODE_ERROR' }),
        '$__rate_interval',
      ),
    ),
  },
  {
    name: '95th percentile in milliseconds',
    of: quantileBy(0.95, ['service_name'], buckets(serverMetrics.spanDuration, sameSpan), '$__rate_interval'),
  },
];

/** Between backticks, where a name may have quotes and backslashes in it, as those of SQL statements and routes do. */
const withRawName = ({ promql }: Expr): string =>
  promql.replaceAll(`"${sameSpan.span_name}"`, `\`${sameSpan.span_name}\``);

/** A field of a log line by labels of just these names: Grafana looks for the pattern anywhere in a name. */
const byLabel = (name: string, ...labels: readonly string[]) => ({
  name,
  matcherType: 'label',
  matcherRegex: verbatim(`^(${labels.join('|')})$`),
});

/** For the file: Grafana puts variables of its environment in the place of `$…`. */
const verbatim = (text: string): string => text.replaceAll('$', '$$$$');

/**
 * Grafana's provisioning file of data sources as data: from an exemplar to its trace, from a span to its logs and
 * metrics, from a log line to its trace and its execution. docs/correlation.md says why each is as it is.
 */
export function dataSources(at: DataSourceAddresses) {
  const common = { access: 'proxy', orgId: 1, editable: false, version: 1 } as const;
  return {
    apiVersion: 1,
    // What an earlier version provisioned and this one does not goes.
    prune: true,
    datasources: [
      {
        ...common,
        name: 'Prometheus',
        uid: uids.prometheus,
        type: 'prometheus',
        url: at.prometheus,
        isDefault: true,
        jsonData: {
          httpMethod: 'POST',
          prometheusType: at.prometheusType,
          timeInterval: at.scrapeInterval,
          manageAlerts: true,
          alertmanagerUid: uids.alertmanager,
          exemplarTraceIdDestinations: [
            { name: 'trace_id', datasourceUid: uids.jaeger, urlDisplayLabel: 'Trace' },
          ],
        },
      },
      {
        ...common,
        name: 'Loki',
        uid: uids.loki,
        type: 'loki',
        url: at.loki,
        jsonData: {
          maxLines: 1000,
          derivedFields: [
            {
              ...byLabel('Trace', 'trace_id'),
              url: verbatim('${__value.raw}'),
              datasourceUid: uids.jaeger,
              urlDisplayLabel: 'Trace',
            },
            {
              // As the shim writes it, and as lines have it that a collector reads from a file or a container.
              ...byLabel('Execution', prometheusLabel(Attr.executionId), 'executionId'),
              url: verbatim(`${at.hubPage}/executions/\${__value.raw}`),
              urlDisplayLabel: 'Execution',
              targetBlank: true,
            },
          ],
        },
      },
      {
        ...common,
        name: 'Jaeger',
        uid: uids.jaeger,
        type: 'jaeger',
        url: at.jaeger,
        jsonData: {
          nodeGraph: { enabled: true },
          tracesToLogsV2: {
            datasourceUid: uids.loki,
            // Clocks of hosts differ; a log line has the time of what it tells, however late it or the trace arrived.
            spanStartTimeShift: '-5m',
            spanEndTimeShift: '5m',
            customQuery: true,
            // All services of the trace: the id is beside the line, not a label of its stream.
            query: verbatim('{service_name=~".+"} | trace_id="${__trace.traceId}"'),
          },
          tracesToMetrics: {
            datasourceUid: uids.prometheus,
            spanStartTimeShift: '-15m',
            spanEndTimeShift: '15m',
            queries: spanMetrics.map(({ name, of }) => ({ name, query: verbatim(withRawName(of)) })),
          },
        },
      },
      {
        ...common,
        name: 'Alertmanager',
        uid: uids.alertmanager,
        type: 'alertmanager',
        url: at.alertmanager,
        // Prometheus' rules stay its own: one evaluator per rule, one notifier.
        jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
      },
      ...(at.hub === null ? [] : [{ ...common, ...sqlViews(at.hub) }]),
    ],
  };
}

/** The hub's SQL views, by the role that can read nothing else. Grafana reads the file at each start. */
function sqlViews({ address, database, sslMode, passwordFile }: NonNullable<DataSourceAddresses['hub']>) {
  return {
    name: 'Hub',
    uid: uids.hub,
    type: 'grafana-postgresql-datasource',
    url: address,
    user: 'observatory_reader',
    secureJsonData: { password: `$__file{${passwordFile}}` },
    jsonData: {
      database,
      sslmode: sslMode,
      // The newest that Grafana tells apart: 15 and later.
      postgresVersion: 1500,
      // A panel each: more wait. Half of what the role may have, so that a notebook gets in too.
      maxOpenConns: 10,
      maxIdleConns: 2,
      maxIdleConnsAuto: false,
      connMaxLifetime: 3600,
    },
  };
}
