import { freePort, freeRange } from './free-port.ts';

const INTERNAL_PORTS = 120;
const names = [
  'jaeger',
  'grafana',
  'prometheus',
  'loki',
  'alertmanager',
  'hub',
  'otlpGrpc',
  'otlpHttp',
] as const;

/** The setting `ports` with ports that are free now, so that a stack stands beside others. */
export async function freeStackPorts(): Promise<
  Readonly<Record<(typeof names)[number] | 'internal', number>>
> {
  const free = await Promise.all(names.map(() => freePort()));
  const published = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
  return {
    ...(published as Record<(typeof names)[number], number>),
    internal: await freeRange(INTERNAL_PORTS),
  };
}
