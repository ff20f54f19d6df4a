import type { Context } from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { activeContext, runInContext } from './active-context.ts';
import type { CallerExecution } from './caller-execution.ts';
import { fieldAttributes, fieldNames } from './field-attributes.ts';
import type { ObservabilityContext } from './observability-context.ts';
import { pseudonymOf } from './pseudonym.ts';
import { shimContextOf, withShimContext } from './shim-context.ts';

/** Runs fn so that its log lines, spans and events carry these fields; inner calls add to outer ones. */
export function withContext<T>(fields: ObservabilityContext, fn: () => T): T {
  return runInContext(contextWithFields(activeContext(), fields), fn);
}

/** The context with these fields over those that it has; the same context where there is nothing to add. */
export function contextWithFields(context: Context, fields: ObservabilityContext): Context {
  const added = guarded('reading the fields of a context', () => ownFields(fields));
  if (added === undefined) return context;
  const outer = shimContextOf(context);
  return withShimContext(context, {
    fields: { ...outer?.fields, ...added },
    attributes: { ...outer?.attributes, ...fieldAttributes(added) },
    line: { ...outer?.line, ...added },
    execution: outer?.execution,
    caller: outer?.caller,
  });
}

/** The context of work that another process asked for: within its execution, with the fields that it sent. */
export function contextFromCaller(
  context: Context,
  sent: ObservabilityContext,
  caller: CallerExecution | undefined,
): Context {
  const placed = contextWithFields(context, sent);
  if (caller === undefined) return placed;
  const around = shimContextOf(placed);
  return withShimContext(placed, {
    fields: around?.fields ?? {},
    attributes: {
      ...around?.attributes,
      [Attr.executionId]: caller.id,
      executionId: caller.id,
      [Attr.executionStart]: caller.startUs,
    },
    line: { ...around?.line, executionId: caller.id },
    execution: undefined,
    caller,
  });
}

/** The known fields that hold something, as text; undefined where there is none. */
function ownFields(fields: ObservabilityContext): Record<string, string> | undefined {
  let own: Record<string, string> | undefined;
  for (const name of fieldNames) {
    const value: unknown = fields[name];
    if (value === undefined || value === null || value === '') continue;
    const text = typeof value === 'string' ? value : String(value);
    const kept = name === 'userId' ? pseudonymOf(text) : text;
    if (kept === undefined) continue;
    own ??= {};
    own[name] = kept;
  }
  return own;
}
