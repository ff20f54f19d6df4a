import type { Dashboard, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Client } from 'pg';
import type { ProcessStack } from '../process-stack.ts';
import { type Choices, interpolate, type Looked, sqlOf } from './interpolate.ts';

/** A question as a panel of a rendered dashboard has it. */
export interface Target {
  readonly refId: string;
  readonly datasource: { readonly uid: string };
  readonly expr?: string;
  readonly instant?: boolean;
  readonly format?: string;
  readonly queryType?: string;
  readonly rawSql?: string;
  readonly [parameter: string]: unknown;
}

/** A question of a dashboard, and where it stands. */
export interface PanelQuestion {
  readonly panel: string;
  readonly target: Target;
}

/** Every question of every panel. */
export const questionsOf = ({ panels = [] }: Dashboard): PanelQuestion[] =>
  panels.flatMap((panel) =>
    'targets' in panel
      ? (panel.targets as unknown as Target[]).map((target) => ({ panel: panel.title ?? '', target }))
      : [],
  );

/** The stores, asked as Grafana's data sources ask them. */
export class Stores {
  readonly #stack: ProcessStack;
  readonly #hub: Client | null;

  /** Without a client nothing can be asked of the hub's database. */
  constructor(stack: ProcessStack, hub: Client | null) {
    this.#stack = stack;
    this.#hub = hub;
  }

  /** How many series, lines, rows or traces there are that say something; NaN says nothing. */
  async count(target: Target, chosen: Choices, looked: Looked): Promise<number> {
    const expr = interpolate(target.expr ?? '', chosen, looked);
    switch (target.datasource.uid) {
      case 'prometheus':
        return this.#countMetrics(expr, target, looked);
      case 'loki':
        return this.#countLines(expr, target, looked);
      case 'hub':
        return this.#countRows(sqlOf(interpolate(target.rawSql ?? '', chosen, looked), looked));
      case 'jaeger':
        return target.queryType === 'dependencyGraph'
          ? this.#countEdges(looked)
          : this.#countTraces(target, chosen, looked);
      default:
        throw new Error(`there is no data source ${target.datasource.uid}`);
    }
  }

  /** The values that a variable offers. */
  async valuesOf({ definition = '' }: VariableModel, chosen: Choices, looked: Looked): Promise<string[]> {
    const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/s.exec(definition) ?? [];
    const answer = await this.#json<{ data: string[] }>(
      `${this.#stack.url('prometheus')}/api/v1/label/${label}/values?${new URLSearchParams({
        'match[]': interpolate(selector, chosen, looked),
        start: String(looked.fromMs / 1000),
        end: String(looked.toMs / 1000),
      })}`,
    );
    return answer.data;
  }

  async #countMetrics(query: string, { instant, format }: Target, { fromMs, toMs, intervalS }: Looked) {
    const range = instant !== true;
    const answer = await this.#json<{ data: { result: MetricResult[] } }>(
      `${this.#stack.url('prometheus')}/api/v1/${range ? 'query_range' : 'query'}`,
      range
        ? { query, start: String(fromMs / 1000), end: String(toMs / 1000), step: String(intervalS) }
        : { query, time: String(toMs / 1000) },
    );
    return answer.data.result.filter(({ values, value }) =>
      // Buckets that count nothing are no distribution.
      (values ?? [value]).some(
        (point) => point && !Number.isNaN(Number(point[1])) && (format !== 'heatmap' || Number(point[1]) > 0),
      ),
    ).length;
  }

  async #countLines(query: string, { queryType }: Target, { fromMs, toMs, intervalS }: Looked) {
    const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);
    const parameters = new URLSearchParams(
      queryType === 'instant'
        ? { query, time: nanos(toMs) }
        : { query, start: nanos(fromMs), end: nanos(toMs), step: `${intervalS}s`, limit: '100' },
    );
    const path = queryType === 'instant' ? 'query' : 'query_range';
    const answer = await this.#json<{ data: { result: MetricResult[] } }>(
      `${this.#stack.url('loki')}/loki/api/v1/${path}?${parameters}`,
    );
    return answer.data.result.length;
  }

  async #countRows(sql: string): Promise<number> {
    if (this.#hub === null) throw new Error('no connection to the SQL views was given');
    const { rows } = await this.#hub.query(sql).catch((error: Error) => {
      throw new Error(`${error.message}\n${sql}`);
    });
    // A row of nothing but nulls is what a sum of no rows gives.
    return rows.filter((row: Record<string, unknown>) => Object.values(row).some((value) => value !== null))
      .length;
  }

  async #countTraces(target: Target, chosen: Choices, looked: Looked): Promise<number> {
    const parameters = new URLSearchParams({
      start: String(looked.fromMs * 1000),
      end: String(looked.toMs * 1000),
    });
    for (const name of ['operation', 'tags', 'minDuration', 'maxDuration', 'limit']) {
      const value = target[name];
      if (value === undefined) continue;
      const text = interpolate(String(value), chosen, looked);
      parameters.set(name, name === 'tags' ? tagsOf(text) : text);
    }
    let found = 0;
    for (const service of await this.#servicesOf(String(target.service), chosen)) {
      parameters.set('service', service);
      const { data } = await this.#json<{ data: unknown[] | null }>(
        `${this.#stack.url('jaeger')}/api/traces?${parameters}`,
      );
      found += data?.length ?? 0;
    }
    return found;
  }

  /** Of a variable each service that is chosen: the panel is repeated for them. */
  async #servicesOf(service: string, chosen: Choices): Promise<readonly string[]> {
    const choice = chosen.get(service.replace(/^\$/, ''));
    if (choice === undefined) return [service];
    if ('values' in choice) return choice.values;
    const answer = await this.#json<{ data: string[] | null }>(`${this.#stack.url('jaeger')}/api/services`);
    return answer.data ?? [];
  }

  async #countEdges({ fromMs, toMs }: Looked): Promise<number> {
    const { data } = await this.#json<{ data: unknown[] | null }>(
      `${this.#stack.url('jaeger')}/api/dependencies?endTs=${toMs}&lookback=${toMs - fromMs}`,
    );
    return data?.length ?? 0;
  }

  async #json<T>(url: string, form?: Readonly<Record<string, string>>): Promise<T> {
    const response = await fetch(url, {
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 500)}\n${form?.query ?? url}`);
    return JSON.parse(text) as T;
  }
}

/** Grafana takes tags as logfmt, Jaeger as JSON. */
const tagsOf = (text: string): string =>
  JSON.stringify(Object.fromEntries(text.split(' ').map((one) => one.split('=') as [string, string])));

interface MetricResult {
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number | string, string])[];
}
