import { z } from 'zod';
import { askServer, IntegrationFault } from './ask-server.ts';
import { jsonOrUndefined } from './json-or-undefined.ts';

/** What a series has at one time. Values may be NaN and infinite, as Prometheus has them. */
export interface PromSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly timeUs: number;
  readonly value: number;
}

export interface PromSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Earliest first; steps without a value are left out. */
  readonly points: readonly { readonly timeUs: number; readonly value: number }[];
}

export interface PromRange {
  readonly sinceUs: number;
  readonly untilUs: number;
  /** Prometheus answers at most 11,000 points a series. */
  readonly stepS: number;
}

/** Questions to Prometheus, or to what speaks its API. Each throws an IntegrationFault where there is no answer. */
export interface Prometheus {
  /** The newest values of an instant query, or those at a time. */
  instant(query: string, options?: { atUs?: number; timeoutMs?: number }): Promise<PromSample[]>;
  /** The values of a query over a stretch. */
  range(query: string, range: PromRange, options?: { timeoutMs?: number }): Promise<PromSeries[]>;
}

const TIMEOUT_MS = 2000;
const MAX_BYTES = 16 * 1024 * 1024;

const point = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: labels, value: point })),
    }),
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: labels, values: z.array(point) })),
    }),
    z.object({ resultType: z.literal('scalar'), result: point }),
  ]),
});

/** Prometheus at a URL without a slash at its end (HTTP API v1). */
export function prometheusAt(url: string): Prometheus {
  const ask = async (path: string, form: URLSearchParams, timeoutMs = TIMEOUT_MS) => {
    // It gives up itself, and so does not work on for nobody.
    form.set('timeout', `${timeoutMs}ms`);
    const text = await askServer(url + path, { form, timeoutMs, maxBytes: MAX_BYTES });
    const parsed = answer.safeParse(jsonOrUndefined(text));
    if (parsed.success) return parsed.data.data;
    throw new IntegrationFault('expected an answer of the HTTP API of Prometheus, got another one');
  };
  return {
    async instant(query, { atUs, timeoutMs } = {}) {
      const form = new URLSearchParams({ query, ...(atUs !== undefined && { time: seconds(atUs) }) });
      const data = await ask('/api/v1/query', form, timeoutMs);
      if (data.resultType === 'scalar') return [{ labels: {}, ...pointOf(data.result) }];
      if (data.resultType === 'vector')
        return data.result.map(({ metric, value }) => ({ labels: metric, ...pointOf(value) }));
      throw new IntegrationFault('expected an instant query, got one that answers with ranges');
    },
    async range(query, { sinceUs, untilUs, stepS }, { timeoutMs } = {}) {
      const form = new URLSearchParams({
        query,
        start: seconds(sinceUs),
        end: seconds(untilUs),
        step: String(stepS),
      });
      const data = await ask('/api/v1/query_range', form, timeoutMs);
      if (data.resultType !== 'matrix') throw new IntegrationFault('expected ranges, got an instant');
      return data.result.map(({ metric, values }) => ({ labels: metric, points: values.map(pointOf) }));
    },
  };
}

const seconds = (us: number) => (us / 1e6).toFixed(3);

/** Prometheus writes infinities as `+Inf` and `-Inf`. */
function pointOf([timeS, text]: readonly [number, string]): { timeUs: number; value: number } {
  return { timeUs: Math.round(timeS * 1e6), value: Number(text.replace('Inf', 'Infinity')) };
}
