import { hubMetrics, prometheusName, shimMetrics } from '@observatory/shim/conventions';
import { ask, askJson, askUntil, queryMetrics } from './ask.ts';
import { type Check, failed, ok, skipped, warning } from './check.ts';
import { hubHeaders } from './hops.ts';
import { instrumentationFinding, type ServiceReport } from './instrumentation.ts';

const NOISY_LINES_PER_S = 50;
const SCRAPED_WITHIN_MS = 20_000;

/** What users ask when something seems wrong: missing events, noise, overhead, browsers, health. */
export const questions: readonly Check[] = [
  {
    title: "Is the hub's database reached?",
    asks: 'hub',
    async run({ hub }) {
      const { status, text } = await ask(`${hub}/ready`);
      return status === 200
        ? ok('yes')
        : failed(
            `/ready answered ${status}: ${text.slice(0, 300)}`,
            'observatory logs hub, observatory logs postgres',
          );
    },
  },
  {
    title: 'Have agents sent anything in the last hour?',
    asks: 'prometheus',
    async run({ prometheus }) {
      const name = prometheusName(hubMetrics.ingested);
      const series = await queryMetrics(prometheus, `sum by (signal) (increase(${name}[1h]))`);
      const some = series.filter(({ value }) => value > 0);
      return some.length === 0
        ? warning(
            'the hub has stored nothing',
            'check that services import the shim (or any OpenTelemetry SDK) and that OTEL_EXPORTER_OTLP_ENDPOINT is the address above',
          )
        : ok(some.map(({ labels, value }) => `${Math.round(value)} ${labels.signal}`).join(', '));
    },
  },
  {
    title: 'Do live streams work?',
    asks: 'hub',
    async run(place) {
      const controller = new AbortController();
      const response = await fetch(`${place.hub}/api/observability/events/stream`, {
        headers: hubHeaders(place),
        signal: AbortSignal.any([controller.signal, AbortSignal.timeout(5000)]),
      });
      controller.abort();
      const type = response.headers.get('content-type') ?? '';
      return response.ok && type.startsWith('text/event-stream')
        ? ok('yes')
        : failed(
            `the event stream answered ${response.status} ${type}`,
            'a proxy in between must not buffer text/event-stream',
          );
    },
  },
  {
    title: 'May browsers send (CORS)?',
    asks: 'otlp',
    async run({ otlp, origins }) {
      const [origin] = origins;
      if (origin === undefined) return skipped('ingest.cors is empty: no page may send');
      const { headers } = await ask(`${otlp}/v1/traces`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
      return headers.get('access-control-allow-origin') === null
        ? failed(
            `pages of ${origin} are refused`,
            'set ingest.cors to the origin as browsers send it, then observatory up',
          )
        : ok(`pages of ${origin} may`);
    },
  },
  {
    title: "Are the application's own metrics there (port 9464)?",
    asks: 'application',
    async run({ application }) {
      const answer = await ask(`${application}/metrics`).catch((error: Error) => error);
      if (answer instanceof Error) {
        return skipped(`${answer.message}; a service with the shim answers there (PROMETHEUS_PORT)`);
      }
      return answer.text.includes('log_events_total')
        ? ok(`log_events_total at ${application}/metrics`)
        : warning(
            'no log_events_total there',
            'the service that has the port does not log through the shim: createLogger(service)',
          );
    },
  },
  {
    title: 'Who writes most of the logs?',
    asks: 'loki',
    async run({ loki }) {
      const query = 'topk(3, sum by (service_name) (rate({service_name=~".+"}[10m])))';
      const answer = await askJson<{
        data: { result: { metric: { service_name?: string }; value: [number, string] }[] };
      }>(`${loki}/loki/api/v1/query?${new URLSearchParams({ query })}`);
      const rates = answer.data.result.map(({ metric, value }) => ({
        service: metric.service_name ?? 'unknown',
        linesPerS: Number(value[1]),
      }));
      const text = rates.map(({ service, linesPerS }) => `${service} ${linesPerS.toFixed(1)}/s`).join(', ');
      return rates.some(({ linesPerS }) => linesPerS > NOISY_LINES_PER_S)
        ? warning(text, 'LOG_LEVEL=warn, sampling of repeated lines in the shim, or a shorter retention')
        : ok(text || 'nobody, in the last ten minutes');
    },
  },
  {
    title: 'Is anything dropped or waiting?',
    asks: 'prometheus',
    async run({ prometheus }) {
      const dropped = prometheusName(shimMetrics.dropped);
      const [lost, failedSends, queue] = await Promise.all([
        queryMetrics(prometheus, `sum(increase(${dropped}[1h])) > 0`),
        queryMetrics(
          prometheus,
          'sum by (exporter) (increase({__name__=~"otelcol_exporter_enqueue_failed_.+"}[1h])) > 0',
        ),
        queryMetrics(
          prometheus,
          'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity) > 0.5',
        ),
      ]);
      const says = [
        ...lost.map(({ value }) => `services dropped ${Math.round(value)} records`),
        ...failedSends.map(
          ({ labels, value }) => `the collector dropped ${Math.round(value)} for ${labels.exporter}`,
        ),
        ...queue.map(
          ({ labels, value }) => `the queue of ${labels.exporter} is ${Math.round(value * 100)} % full`,
        ),
      ];
      return says.length === 0
        ? ok('nothing in the last hour')
        : failed(
            says.join('; '),
            'see which backend is slow or gone: observatory status; the outage setting sizes the queues',
          );
    },
  },
  {
    title: 'Is every server scraped and healthy?',
    asks: 'prometheus',
    async run({ prometheus, patienceMs }) {
      // A server that was just started is down until it is scraped again.
      const isUp = async () => ((await queryMetrics(prometheus, 'up == 0')).length === 0 ? true : null);
      await askUntil(Math.min(patienceMs, SCRAPED_WITHIN_MS), isUp);
      const [targets, down, probes] = await Promise.all([
        queryMetrics(prometheus, 'count(up)'),
        queryMetrics(prometheus, 'up == 0'),
        queryMetrics(prometheus, 'httpcheck_status{http_status_class="2xx"} == 0'),
      ]);
      const says = [
        ...down.map(({ labels }) => `${labels.job} (${labels.instance}) is not scraped`),
        ...probes.map(({ labels }) => `${labels.http_url} fails its health check`),
      ];
      return says.length === 0
        ? ok(`${targets[0]?.value ?? 0} targets are up`)
        : failed(says.join('; '), 'observatory status, then observatory logs of that server');
    },
  },
  {
    title: 'What does the shim see in each service?',
    asks: 'hub',
    async run(place) {
      const { instrumentation } = await askJson<{ instrumentation: ServiceReport[] }>(
        `${place.hub}/api/v1/instrumentation`,
        { headers: hubHeaders(place) },
      );
      return instrumentationFinding(instrumentation);
    },
  },
  {
    title: 'Does Alertmanager answer?',
    asks: 'alertmanager',
    async run({ alertmanager }) {
      const { status } = await ask(`${alertmanager}/-/ready`);
      return status === 200
        ? ok('yes')
        : failed(`/-/ready answered ${status}`, 'observatory logs alertmanager');
    },
  },
];
