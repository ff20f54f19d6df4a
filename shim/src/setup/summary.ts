import { UNKNOWN_SERVICE } from '../config/read-config.ts';
import type { ShimConfig, Signal } from '../config/shim-config.ts';

const signals = ['traces', 'metrics', 'logs'] as const;
const protocolNames = {
  'http/protobuf': 'OTLP/HTTP',
  'http/json': 'OTLP/HTTP, JSON',
  grpc: 'OTLP/gRPC',
} as const;

/** One line that says what was set up: what is recorded, where it goes and how, and what is off. */
export function summary(
  config: ShimConfig,
  scrapeUrl: string | undefined,
  instrumented: readonly string[],
): string {
  const on = signals.filter((signal) => config.signals[signal]);
  const off = signals.filter((signal) => !config.signals[signal]);
  const ways = new Map<string, Signal[]>();
  for (const signal of on) {
    const way = wayOf(config, signal);
    ways.set(way, [...(ways.get(way) ?? []), signal]);
  }
  const sent = [...ways].map(([way, list]) => `${list.join(', ')} to ${way}`);
  const ratio = config.sampling.ratio;
  const named = config.serviceName === UNKNOWN_SERVICE ? ' (OTEL_SERVICE_NAME names it)' : '';
  return [
    `${config.serviceName} ${config.serviceVersion}${named}: ${sent.join('; ') || 'nothing to nowhere'}`,
    ...(off.length > 0 && on.length > 0 ? [`no ${off.join(', ')}`] : []),
    ...(scrapeUrl === undefined ? [] : [scrapeUrl]),
    ...(instrumented.length > 0 ? [`instrumented: ${instrumented.join(', ')}`] : []),
    ...(ratio < 1 ? [`${ratio} of traces without agents are kept`] : []),
    ...(config.agent.tracking ? [] : ['agents are not tracked']),
  ].join('; ');
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
