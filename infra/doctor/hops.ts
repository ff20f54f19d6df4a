import { doctorMetrics, prometheusName } from '@observatory/shim/conventions';
import { ask, askJson, askUntil, queryMetrics } from './ask.ts';
import { type Check, failed, ok, type Place } from './check.ts';
import { DOCTOR_SERVICE, probeTelemetry } from './probe-telemetry.ts';

/** How the hub's own OTLP port answers to what is no OTLP; see hub.ts of the hub. */
const HUB_ITSELF = 'OTLP only: POST /v1/traces';
const LOOK = (server: string) =>
  `look at its queue and errors: observatory logs collector, observatory logs ${server}`;

const bearer = (key: string | null): Record<string, string> =>
  key === null ? {} : { authorization: `Bearer ${key}` };
export const hubHeaders = ({ hubKey }: Place) => bearer(hubKey);

/** The way of telemetry: what is sent to the collector is looked for in each backend. */
export const hops: readonly Check[] = [
  {
    title: 'Does the OTLP endpoint take traces, logs and metrics?',
    asks: 'otlp',
    async run({ otlp, ingestToken }, walk) {
      for (const [signal, body] of Object.entries(probeTelemetry(walk))) {
        const answer = await ask(`${otlp}/v1/${signal}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...bearer(ingestToken) },
          body: JSON.stringify(body),
        });
        if (answer.status === 401) {
          return failed(
            `${signal} were refused without a token`,
            'send OTEL_EXPORTER_OTLP_HEADERS; docs/install.md says where the token is',
          );
        }
        if (answer.status >= 400) {
          return failed(`${signal}: ${answer.status} ${answer.text.slice(0, 200)}`, LOOK('collector'));
        }
      }
      walk.taken = true;
      const { text } = await ask(otlp);
      return ok(
        text.startsWith(HUB_ITSELF)
          ? `yes, at ${otlp}: the hub itself; there is no collector, which would send to Jaeger, Prometheus and Loki`
          : `yes, at ${otlp}`,
      );
    },
  },
  {
    title: 'Do traces appear in Jaeger?',
    asks: 'jaeger',
    looksForWalk: true,
    async run({ jaeger, patienceMs }, { traceId }) {
      const found = await askUntil(patienceMs, async () => {
        const { status, text } = await ask(`${jaeger}/api/traces/${traceId}`);
        return status === 200 ? (JSON.parse(text) as { data: unknown[] }).data.length : null;
      });
      return found === null
        ? failed(`trace ${traceId} is not there after ${patienceMs / 1000} s`, LOOK('jaeger'))
        : ok(`${jaeger}/trace/${traceId}`);
    },
  },
  {
    title: 'Do metrics appear in Prometheus?',
    asks: 'prometheus',
    looksForWalk: true,
    async run({ prometheus, patienceMs }, { startedMs }) {
      const name = prometheusName(doctorMetrics.checks);
      const found = await askUntil(patienceMs, async () => {
        const [series] = await queryMetrics(prometheus, `max(timestamp(${name}{job="${DOCTOR_SERVICE}"}))`);
        // A sample of an earlier walk may still be inside the look-back.
        return series !== undefined && series.value * 1000 >= startedMs - 1000 ? series : null;
      });
      return found === null
        ? failed(`${name} is not there after ${patienceMs / 1000} s`, LOOK('prometheus'))
        : ok(`${name} is there`);
    },
  },
  {
    title: 'Are spans counted for the Monitor page and the dashboards?',
    asks: 'prometheus',
    looksForWalk: true,
    async run({ prometheus, patienceMs }) {
      const found = await askUntil(patienceMs, async () => {
        const [series] = await queryMetrics(
          prometheus,
          `sum(traces_span_metrics_calls_total{service_name="${DOCTOR_SERVICE}"})`,
        );
        return series ?? null;
      });
      return found === null
        ? failed('span metrics are not there', LOOK('prometheus'))
        : ok(`${found.value} calls of ${DOCTOR_SERVICE} so far`);
    },
  },
  {
    title: 'Do logs appear in Loki, by trace id?',
    asks: 'loki',
    looksForWalk: true,
    async run({ loki, patienceMs }, { traceId, startedMs }) {
      const query = `{service_name="${DOCTOR_SERVICE}"} | trace_id="${traceId}"`;
      const found = await askUntil(patienceMs, async () => {
        const answer = await askJson<{ data: { result: unknown[] } }>(
          `${loki}/loki/api/v1/query_range?${new URLSearchParams({ query, start: `${startedMs - 60_000}000000` })}`,
        );
        return answer.data.result.length > 0 ? true : null;
      });
      return found === null ? failed(`no line for ${query}`, LOOK('loki')) : ok(query);
    },
  },
  {
    title: 'Does the hub see the same trace?',
    asks: 'hub',
    looksForWalk: true,
    async run(place, { traceId }) {
      const found = await askUntil(place.patienceMs, async () => {
        const { status } = await ask(`${place.hub}/api/v1/observability/traces/${traceId}`, {
          headers: hubHeaders(place),
        });
        if (status === 401) throw new Error('the hub refused the key in the secrets folder');
        return status === 200 ? true : null;
      });
      return found === null
        ? failed(`trace ${traceId} is not there after ${place.patienceMs / 1000} s`, LOOK('hub'))
        : ok(`${place.hub}`);
    },
  },
];
