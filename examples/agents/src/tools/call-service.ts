import { agentTracking } from '@observatory/shim';
import type { z } from 'zod';
import { retry } from '../retry.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import { getJson } from './get-json.ts';

const log = serviceLogger('tools');

interface ServiceTool<T> {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly form: z.ZodType<T>;
  readonly init?: RequestInit;
}

/** Calls a tool that is a request to a service, up to three times; each try is a tool call of its own. */
export function callService<T>(run: Run, tool: ServiceTool<T>): Promise<T> {
  const { name, path, form, init } = tool;
  return retry(
    {
      wait: run.wait,
      onRetry: (error, attempt) =>
        log.warn(`${name} failed, trying again`, { operation: name, attempt, error }),
    },
    (attempt) =>
      agentTracking.trackTool({ name, type: 'function', arguments: tool.arguments, attempt }, () =>
        getJson(run, path, form, init),
      ),
  );
}
