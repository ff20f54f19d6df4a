import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { profileSettings } from '../render/artifacts.ts';
import { profileNames, type Settings } from '../settings/schema.ts';
import { durationSeconds } from '../settings/units.ts';
import { containerStack, processStack } from '../stack/stack.ts';

const kinds = ['process', 'compose', 'docker', 'kubernetes'] as const;

function componentsOf(kind: (typeof kinds)[number], settings: Settings) {
  const { components } =
    kind === 'process' ? processStack(settings, '/stack') : containerStack(kind, settings);
  return (name: string) => components.find((one) => one.name === name);
}

/** How long Jaeger keeps a trace; a store that nothing takes traces out of keeps them for good. */
function tracesS(of: ReturnType<typeof componentsOf>): number {
  const file = of('jaeger')?.files.find(({ path }) => path === 'jaeger.yaml')?.content ?? '';
  const { badger, clickhouse } = parse(file).extensions.jaeger_storage.backends.traces;
  const ttl: string | undefined = badger?.ttl.spans ?? clickhouse.ttl;
  return ttl === undefined ? Number.POSITIVE_INFINITY : (durationSeconds(ttl) ?? 0);
}

/** How long Prometheus has the series that an exemplar is shown on. */
function seriesS(of: ReturnType<typeof componentsOf>): number {
  const flag = '--storage.tsdb.retention.time=';
  const found = of('prometheus')?.args.find((arg) => arg.startsWith(flag)) ?? '';
  return durationSeconds(found.slice(flag.length)) ?? Number.NaN;
}

test.each(profileNames.flatMap((profile) => kinds.map((kind) => [profile, kind] as const)))(
  'In profile %s as %s a trace is kept at least as long as the series whose example it is',
  (profile, kind) => {
    const of = componentsOf(kind, profileSettings(profile));
    expect(seriesS(of)).toBeGreaterThan(0);
    expect(tracesS(of)).toBeGreaterThanOrEqual(seriesS(of));
  },
);

test('With a retention of a day, too', () => {
  const settings = { ...profileSettings('small'), retention: '1d' };
  const of = componentsOf('compose', settings);
  expect([tracesS(of), seriesS(of)]).toEqual([86_400, 86_400]);
});
