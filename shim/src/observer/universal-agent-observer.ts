import { randomBytes } from 'node:crypto';
import { activeContext, runInContext } from '../context/active-context.ts';
import { shimContextOf } from '../context/shim-context.ts';
import { ABANDONED, shimMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { boundedName, optionalName } from '../tracking/bounded-name.ts';
import { Execution, type Outcome } from '../tracking/execution.ts';
import { Inference } from '../tracking/inference.ts';
import { isTracked } from '../tracking/is-tracked.ts';
import { asMilliseconds } from '../tracking/milliseconds.ts';
import { ToolCall } from '../tracking/tool-call.ts';
import { closeTrace, currentTrace, oneTooMany, openTrace, openTraceOf } from './open-traces.ts';
import type { LlmCallDetails, ToolUseDetails, TraceEnd, TraceStatus } from './types.ts';

const MAX_REMEMBERED = 10_000;
/** Ids of traces that are finished, oldest first, to tell a second end from an unknown id. */
const finished = new Set<string>();

/**
 * Observes an agent that reports what it has done (EN10): each trace is an execution of the agent, each inference
 * and tool call a step of it. `observe…` calls join the trace that was started in the current flow of calls, or
 * else the running execution. No method throws.
 */
export class UniversalAgentObserver {
  readonly agentName: string;

  constructor(agentName: string) {
    this.agentName = boundedName(agentName);
  }

  /**
   * Starts a trace, and makes it the one that following `observe…` calls join. Gives its id, 48 hex digits, for
   * `finishTrace`. `service` is kept as an attribute where it is not the name of this service.
   */
  startTrace(name: string, service?: string): string {
    const execution = isTracked()
      ? guarded('starting a trace', () => {
          const started = new Execution({ kind: 'agent', name: this.agentName, operation: name });
          const other = optionalName(service);
          if (other !== undefined) started.span.setAttribute('service', other);
          giveUpOneTooMany();
          openTrace(this, started, shimContextOf(activeContext())?.execution);
          return started;
        })
      : undefined;
    return execution?.id ?? randomBytes(24).toString('hex');
  }

  /** Reports an inference that is over. Messages are content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  observeLlmCall(provider: string, model: string, messages?: unknown, details?: LlmCallDetails): void {
    this.#observe('an inference', details?.traceId, () => {
      const past = { durationMs: asMilliseconds(details?.durationMs) };
      const inference = new Inference({ provider, model, input: messages }, past);
      if (details?.usage !== undefined) inference.setUsage(details.usage);
      inference.setResponse({
        model: details?.responseModel,
        finishReasons: details?.finishReasons,
        output: details?.output,
      });
      inference.end(failureOf(details));
    });
  }

  /** Reports a tool call that is over. Parameters and result are content, as messages are. */
  observeToolUse(tool: string, params?: unknown, details?: ToolUseDetails): void {
    this.#observe('a tool call', details?.traceId, () => {
      const past = { durationMs: asMilliseconds(details?.durationMs) };
      const call = new ToolCall({ name: tool, type: details?.type, arguments: params }, past);
      const failure = failureOf(details);
      if (failure === undefined) call.succeed(details?.result);
      else call.fail(failure.error);
    });
  }

  /** Finishes a trace. An id that nobody started, or that is finished, is ignored and counted. */
  finishTrace(traceId: string, status: TraceStatus = 'completed', end: TraceEnd = {}): void {
    guarded('finishing a trace', () => {
      const execution = closeTrace(traceId);
      if (execution === undefined) {
        if (isTracked()) ignore(finished.has(traceId) ? 'ended' : 'unknown');
        return;
      }
      remember(traceId);
      // The end must come, whatever is said of it.
      const outcome = guarded('reading the end of a trace', () => outcomeOf(status, end));
      execution.end(outcome ?? outcomeOf(status, undefined));
    });
  }

  #observe(what: string, traceId: unknown, report: () => void): void {
    if (!isTracked()) return;
    guarded(`observing ${what}`, () => {
      if (typeof traceId === 'string') {
        const named = openTraceOf(traceId);
        if (named === undefined) ignore(finished.has(traceId) ? 'ended' : 'unknown');
        else runInContext(named.context, report);
        return;
      }
      const here = activeContext();
      const around = shimContextOf(here);
      const trace = currentTrace(this);
      // A run that was tracked within the trace is nearer.
      if (trace !== undefined && trace.around === around?.execution) {
        runInContext(trace.execution.context, report);
      } else if (around?.execution !== undefined || around?.caller !== undefined) {
        report();
      } else {
        ignore('unknown');
      }
    });
  }
}

/** As `enhancedObservability` gives up what nobody ends. */
function giveUpOneTooMany(): void {
  const id = oneTooMany();
  const execution = id === undefined ? undefined : closeTrace(id);
  if (id === undefined || execution === undefined) return;
  remember(id);
  const error = new Error('too many traces were started and not finished');
  error.name = ABANDONED;
  execution.end({ status: 'failed', error });
  countMetric(shimMetrics.abandonedExecutions, 1, { reason: 'too_many' });
  sayOnce('trace:many', 'traces are started and not finished: the oldest are given up and counted');
}

function failureOf(details: { readonly error?: unknown } | undefined): { error: unknown } | undefined {
  const error = details?.error;
  return error === undefined || error === null ? undefined : { error };
}

const statuses: Readonly<Record<string, TraceStatus>> = {
  completed: 'completed',
  success: 'completed',
  failed: 'failed',
  error: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

/** A status that is none of these counts as a failure: hiding one would be worse than showing one too many. */
function outcomeOf(status: unknown, end: TraceEnd | undefined): Outcome {
  const known = typeof status === 'string' && Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  if (known === 'completed') return { status: known, output: end?.output };
  if (known === 'cancelled') return { status: known, reason: end?.reason };
  if (known === 'failed') return { status: known, error: end?.error ?? new Error('the trace failed') };
  const given = boundedName(status);
  sayOnce(
    `trace:status:${given}`,
    `${JSON.stringify(given)} is no status of a trace (completed, failed, cancelled): it counts as failed`,
  );
  return { status: 'failed', error: new Error(`the trace ended as ${given}`) };
}

function ignore(reason: 'ended' | 'unknown'): void {
  countMetric(shimMetrics.ignoredCalls, 1, { reason });
  sayOnce(
    `observer:${reason}`,
    reason === 'ended'
      ? 'a call for a trace that is finished was ignored; further ones are counted'
      : 'a call of an observer outside of any trace was ignored; further ones are counted',
  );
}

function remember(traceId: string): void {
  if (finished.size >= MAX_REMEMBERED) {
    for (const oldest of finished) {
      finished.delete(oldest);
      break;
    }
  }
  finished.add(traceId);
}
