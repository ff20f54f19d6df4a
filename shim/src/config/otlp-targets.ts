import { type OtlpVariableName, otlpVariables } from './otlp-variables.ts';
import { parsePairs, unreadPairs } from './pairs.ts';
import { type Environment, readVariable } from './read-variables.ts';
import type { OtlpTarget, Signal } from './shim-config.ts';
import { resolveAddress } from './target-address.ts';
import type { Variable } from './value-types.ts';

type ValueOf<N extends OtlpVariableName> =
  (typeof otlpVariables)[N] extends Variable<infer T> ? NonNullable<T> : never;

/** A value with the name of the variable that gave it. */
export interface Given<T> {
  readonly name: string;
  readonly value: T;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Where each signal goes and how: `OTEL_EXPORTER_OTLP_<name>`, and of one signal alone
 * `OTEL_EXPORTER_OTLP_<SIGNAL>_<name>`, which wins (OTLP exporter specification).
 */
export function resolveTargets(env: Environment): {
  readonly targets: Readonly<Record<Signal, OtlpTarget>>;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const targetOf = (signal: Signal) => resolveTarget(env, signal, problems);
  const targets = { traces: targetOf('traces'), metrics: targetOf('metrics'), logs: targetOf('logs') };
  return { targets, problems: [...new Set(problems)] };
}

function resolveTarget(env: Environment, signal: Signal, problems: string[]): OtlpTarget {
  const find = <N extends OtlpVariableName>(name: N): Given<ValueOf<N>> | undefined => {
    const variable: Variable<unknown> = otlpVariables[name];
    const own = name.replace('OTLP_', `OTLP_${signal.toUpperCase()}_`);
    const ownValue = readVariable(env, own, variable, problems);
    if (ownValue !== undefined) return { name: own, value: ownValue as ValueOf<N> };
    // What is wrong with the common ones is said where all variables are read.
    const value = readVariable(env, name, variable, []);
    return value === undefined ? undefined : { name, value: value as ValueOf<N> };
  };
  const { url, protocol } = resolveAddress({
    signal,
    endpoint: find('OTEL_EXPORTER_OTLP_ENDPOINT'),
    protocol: find('OTEL_EXPORTER_OTLP_PROTOCOL'),
    plain: find('OTEL_EXPORTER_OTLP_INSECURE')?.value !== 'false',
    problems,
  });
  return {
    url,
    protocol,
    headers: readHeaders(find('OTEL_EXPORTER_OTLP_HEADERS'), problems),
    compression: find('OTEL_EXPORTER_OTLP_COMPRESSION')?.value ?? 'none',
    timeoutMs: find('OTEL_EXPORTER_OTLP_TIMEOUT')?.value ?? otlpVariables.OTEL_EXPORTER_OTLP_TIMEOUT.fallback,
    certificate: find('OTEL_EXPORTER_OTLP_CERTIFICATE')?.value,
    clientKey: find('OTEL_EXPORTER_OTLP_CLIENT_KEY')?.value,
    clientCertificate: find('OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE')?.value,
  };
}

/** Headers that can be sent; the others would fail each request. */
function readHeaders(given: Given<string> | undefined, problems: string[]): Record<string, string> {
  if (given === undefined) return {};
  const { pairs, unread } = parsePairs(given.value);
  const sendable = Object.entries(pairs).filter(
    ([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value),
  );
  problems.push(...unreadPairs(given.name, unread + Object.keys(pairs).length - sendable.length));
  return Object.fromEntries(sendable.map(([name, value]) => [name.toLowerCase(), value]));
}
