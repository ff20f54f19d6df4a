import { MAX_SPANS_OF_TRACE } from './ids.ts';
import { isLoopback } from './loopback.ts';

/** What a load sends: runs of agents, requests served without agents, log lines, metric points, or all of them. */
export const shapes = ['runs', 'http', 'logs', 'metrics', 'mix'] as const;
export type Shape = (typeof shapes)[number];

export const protocols = ['protobuf', 'json', 'grpc'] as const;
export type Protocol = (typeof protocols)[number];

export interface LoadOptions {
  /** Addresses that take OTLP, on loopback; requests go to them in turn. */
  readonly urls: readonly string[];
  readonly shape?: Shape;
  readonly protocol?: Protocol;
  readonly gzip?: boolean;
  /** Sent as `Authorization: Bearer`. */
  readonly key?: string;
  /** More headers of OTLP/HTTP, which other receivers ask for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Records (spans, lines, events, points) a second; 0, the default, as fast as they are answered. */
  readonly rate?: number;
  /** Ends after so many records; without it and `durationS` it goes on until it is stopped. */
  readonly count?: number;
  readonly durationS?: number;
  /** Requests under way at a time. */
  readonly senders?: number;
  /** Runs of agents, and so traces, a request; at most 1000. */
  readonly runsPerRequest?: number;
  /** Calls of models and tools a run. */
  readonly calls?: number;
  readonly linesPerRun?: number;
  /** Metric series; each request of metrics has a point of each. */
  readonly series?: number;
  readonly agents?: number;
  readonly users?: number;
  readonly models?: number;
  readonly services?: number;
  /** How long one request may take before it counts as unanswered. */
  readonly timeoutMs?: number;
}

export type ResolvedOptions = Required<Omit<LoadOptions, 'key' | 'count' | 'durationS'>> &
  Pick<LoadOptions, 'key' | 'count' | 'durationS'>;

/** The options with their defaults. Throws where an address is not on loopback, or a number makes no sense. */
export function resolveLoadOptions(given: LoadOptions): ResolvedOptions {
  const options: ResolvedOptions = {
    shape: 'runs',
    protocol: 'protobuf',
    gzip: false,
    rate: 0,
    senders: 2,
    runsPerRequest: 64,
    calls: 7,
    linesPerRun: 4,
    series: 100,
    agents: 20,
    users: 1000,
    models: 4,
    services: 4,
    timeoutMs: 10_000,
    headers: {},
    ...given,
  };
  if (options.urls.length === 0) throw new Error('a load needs an address to send to');
  for (const url of options.urls) {
    if (!isLoopback(url)) throw new Error(`${url} is not on this machine: a load goes to loopback alone`);
  }
  within(options, 'runsPerRequest', 1, 1000);
  within(options, 'calls', 1, MAX_SPANS_OF_TRACE - 1);
  within(options, 'linesPerRun', 1, 1000);
  within(options, 'senders', 1, 1000);
  within(options, 'series', 1, 10_000);
  for (const name of ['agents', 'users', 'models'] as const) within(options, name, 1, 1_000_000);
  // A body is made ahead for each service.
  within(options, 'services', 1, 200);
  return options;
}

type Countable =
  | 'runsPerRequest'
  | 'calls'
  | 'linesPerRun'
  | 'senders'
  | 'series'
  | keyof Pick<ResolvedOptions, 'agents' | 'users' | 'models' | 'services'>;

function within(options: ResolvedOptions, name: Countable, least: number, most: number): void {
  const value = options[name];
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new Error(`${name} is ${value}: expected a whole number from ${least} to ${most}`);
}
