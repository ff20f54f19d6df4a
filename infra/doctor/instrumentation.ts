import { type Finding, ok, skipped, warning } from './check.ts';

/** How the shim marks an instrumentation that could not be loaded. */
const FAILED = ' (failed: ';

/** What a process of a service says of its libraries, as the hub tells it. */
export interface ServiceReport {
  readonly service: string;
  readonly instrumented: readonly string[];
  readonly late: readonly string[];
  readonly unreached: readonly string[];
  readonly waiting: readonly string[];
  readonly unwrapped: readonly string[];
}

/** One line for each service, of its newest process; what is not seen is a warning with what to do. */
export function instrumentationFinding(newestFirst: readonly ServiceReport[]): Finding {
  const services = [...Map.groupBy(newestFirst, ({ service }) => service).values()].flatMap(([newest]) =>
    newest === undefined ? [] : [newest],
  );
  if (services.length === 0) return skipped('no service with register or init has told yet');
  const says = services.map(sentence).join('\n    ');
  const advice = services.flatMap(adviceFor);
  return advice.length === 0 ? ok(says) : warning(says, [...new Set(advice)].join('\n    → '));
}

function sentence({ service, instrumented, late, unreached, waiting }: ServiceReport): string {
  const parts = [
    `seen: ${instrumented.join(', ') || 'nothing'}`,
    ...part('loaded too early', late),
    ...part('not reached', unreached),
    ...part('installed, not loaded', waiting),
  ];
  return `${service}: ${parts.join('; ')}`;
}

const part = (what: string, names: readonly string[]) =>
  names.length > 0 ? [`${what}: ${names.join(', ')}`] : [];

function adviceFor({ service, late, unreached, unwrapped }: ServiceReport): string[] {
  const bundled = unreached.filter((one) => !one.includes(FAILED));
  return [
    ...(late.length > 0 ? [`${service}: load @observatory/shim/register before ${late.join(', ')}`] : []),
    ...(bundled.length > 0
      ? [`${service}: keep ${bundled.join(', ')} out of the bundle, or add the plugins of docs/libraries.md`]
      : []),
    ...(bundled.length < unreached.length
      ? [`${service}: install the shim with its dependencies where the service runs`]
      : []),
    ...unwrapped.map((one) => {
      const [, name = one, how = ''] = /^(.+?): (.*)$/.exec(one) ?? [];
      return `${service}: ${name} is not wrapped: ${how}`;
    }),
  ];
}
