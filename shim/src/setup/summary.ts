import { UNKNOWN_SERVICE } from '../config/read-config.ts';
import type { ShimConfig, Signal } from '../config/shim-config.ts';
import { DEFAULT_SERVICE_VERSION } from '../config/variables.ts';
import { hasProcessor } from './beside/beside.ts';

const signals = ['traces', 'metrics', 'logs'] as const;
const protocolNames = {
  'http/protobuf': 'OTLP/HTTP',
  'http/json': 'OTLP/HTTP, JSON',
  grpc: 'OTLP/gRPC',
} as const;

/** Who has registered providers before the shim, and for which signals. */
export interface OtherProviders {
  readonly name: string;
  readonly signals: readonly Signal[];
}

/** One line that says what was set up: what is recorded, where it goes and how, and what is off. */
export function summary(
  config: ShimConfig,
  scrapeUrl: string | undefined,
  instrumented: readonly string[],
  others?: OtherProviders,
): string {
  const theirs = others?.signals ?? [];
  const on = signals.filter((signal) => config.signals[signal] && !isOnlyTheirs(theirs, signal));
  const off = signals.filter((signal) => !config.signals[signal]);
  const ways = new Map<string, Signal[]>();
  for (const signal of on) {
    const way = wayOf(config, signal);
    ways.set(way, [...(ways.get(way) ?? []), signal]);
  }
  const sent = [...ways].map(([way, list]) => `${list.join(', ')} to ${way}`);
  const ratio = config.sampling.ratio;
  const named = config.serviceName === UNKNOWN_SERVICE ? ' (OTEL_SERVICE_NAME names it)' : '';
  // The default tells nothing: nobody gave it.
  const version = config.serviceVersion === DEFAULT_SERVICE_VERSION ? '' : ` ${config.serviceVersion}`;
  return [
    `${config.serviceName}${version}${named}: ${sent.join('; ') || (others ? 'nothing by itself' : 'nothing to nowhere')}`,
    ...(others ? [`beside ${others.name}, whose ${nouns(theirs)} it uses`] : []),
    ...(off.length > 0 && on.length > 0 ? [`no ${off.join(', ')}`] : []),
    ...(scrapeUrl === undefined ? [] : [scrapeUrl]),
    ...(instrumented.length > 0 ? [`instrumented: ${instrumented.join(', ')}`] : []),
    ...(ratio < 1 ? [`${ratio} of traces without agents are kept`] : []),
    ...(config.agent.tracking ? [] : ['agents are not tracked']),
  ].join('; ');
}

/** What goes to a provider of others, and by no processor of the shim's to the Observatory. */
function isOnlyTheirs(theirs: readonly Signal[], signal: Signal): boolean {
  return theirs.includes(signal) && !hasProcessor(signal);
}

function nouns(theirs: readonly Signal[]): string {
  const names = { traces: 'tracer', metrics: 'meter', logs: 'logger' } as const;
  return `${theirs.map((signal) => names[signal]).join(', ')} provider`;
}

function wayOf({ exporters, targets, metrics }: ShimConfig, signal: Signal): string {
  const { otlp, console } = exporters[signal];
  const { url, protocol } = targets[signal];
  const pushed = otlp && (signal !== 'metrics' || metrics.way === 'otlp');
  const to = [
    ...(pushed ? [`${new URL(url).origin} (${protocolNames[protocol]})`] : []),
    ...(console ? ['the console'] : []),
  ];
  return (
    to.join(' and ') || (signal === 'metrics' && metrics.way === 'scrape' ? 'whoever scrapes' : 'nowhere')
  );
}
