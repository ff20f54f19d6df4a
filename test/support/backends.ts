import { bearer, type ProcessStack } from './process-stack.ts';

async function json<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  /** Microseconds since 1970, and how many it took. */
  readonly startTime: number;
  readonly duration: number;
  /** The parent comes first. */
  readonly references: readonly { readonly spanID: string }[];
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

/** The spans of a trace in Jaeger; none where Jaeger does not know it. */
export async function jaegerSpans(stack: ProcessStack, traceId: string): Promise<readonly JaegerSpan[]> {
  const response = await fetch(`${stack.url('jaeger')}/api/traces/${traceId}`);
  if (response.status === 404) return [];
  const { data } = (await response.json()) as { data: { spans: JaegerSpan[] }[] };
  return data.flatMap(({ spans }) => spans);
}

/** Names of services that Jaeger knows. */
export const jaegerServices = async (stack: ProcessStack) =>
  (await json<{ data: string[] | null }>(`${stack.url('jaeger')}/api/services`)).data ?? [];

/** An instant query. */
export async function promQuery(stack: ProcessStack, query: string) {
  const { data } = await json<{
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  }>(`${stack.url('prometheus')}/api/v1/query?${new URLSearchParams({ query })}`);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** Names of all metrics that Prometheus has. */
export const promNames = async (stack: ProcessStack) =>
  (await json<{ data: string[] }>(`${stack.url('prometheus')}/api/v1/label/__name__/values`)).data;

/** Raw samples of one series within the last minutes: milliseconds since the epoch. */
export async function promSampleTimes(
  stack: ProcessStack,
  selector: string,
  minutes: number,
): Promise<number[]> {
  const { data } = await json<{ data: { result: { values: [number, string][] }[] } }>(
    `${stack.url('prometheus')}/api/v1/query?${new URLSearchParams({ query: `${selector}[${minutes}m]` })}`,
  );
  return data.result.flatMap(({ values }) => values.map(([seconds]) => Math.round(seconds * 1000)));
}

/** Lines that a LogQL query finds since a time. */
export async function lokiLines(stack: ProcessStack, query: string, sinceMs: number): Promise<string[]> {
  const lines: string[] = [];
  let start = BigInt(sinceMs) * 1_000_000n;
  for (;;) {
    const parameters = new URLSearchParams({
      query,
      start: String(start),
      end: String(BigInt(Date.now() + 60_000) * 1_000_000n),
      limit: '5000',
      direction: 'forward',
    });
    const { data } = await json<{ data: { result: { values: [string, string][] }[] } }>(
      `${stack.url('loki')}/loki/api/v1/query_range?${parameters}`,
    );
    const page = data.result.flatMap(({ values }) => values);
    lines.push(...page.map(([, line]) => line));
    if (page.length < 5000) return lines;
    start = page.map(([at]) => BigInt(at)).reduce((a, b) => (a > b ? a : b));
  }
}

/** An answer of the hub's API. */
export const hubJson = async <T>(stack: ProcessStack, path: string) =>
  json<T>(stack.url('hub') + path, bearer(await stack.secret('hub-api-key')));
