import { currentConfig } from '../config/current-config.ts';
import { Attr } from '../conventions/index.ts';
import { hasSubscribers } from '../events/stream.ts';
import { isListening } from '../setup/tracing-api.ts';
import { payloadAttribute } from './content.ts';
import { Execution, type ExecutionStart } from './execution.ts';
import { Inference } from './inference.ts';
import { runTracked } from './run-tracked.ts';
import { Step } from './step.ts';
import { ToolCall } from './tool-call.ts';
import type { AgentTracking, ExecutionHandle, InferenceCall } from './types.ts';

const untracked: ExecutionHandle = { id: '', cancel() {} };
const unheard: InferenceCall = { setUsage() {}, setResponse() {}, firstChunk() {} };

/** Whether tracking is on and anyone would see it. */
export function isTracked(): boolean {
  return currentConfig().agent.tracking && (isListening() || hasSubscribers());
}

/** Tracks work that runs inside a function (VX1). */
export const agentTracking: AgentTracking = {
  async trackExecution(agentType, operation, fn, input, taskId, userId, sessionId) {
    if (!isTracked()) return await fn(untracked);
    return await runExecution(
      { kind: 'agent', name: agentType, operation, input, taskId, userId, sessionId },
      fn,
    );
  },

  async trackWorkflow(workflowType, operation, fn, input, taskId, userId, sessionId) {
    if (!isTracked()) return await fn(untracked);
    return await runExecution(
      { kind: 'workflow', name: workflowType, operation, input, taskId, userId, sessionId },
      fn,
    );
  },

  async trackStep(name, fn, options) {
    if (!isTracked()) return await fn();
    return await runTracked(
      'a step',
      () => {
        const data = options?.data;
        const step = new Step({ kind: 'step', name, spanName: name, attempt: options?.attempt });
        const attributes = data === undefined ? undefined : payloadAttribute(Attr.stepData, data);
        return {
          context: step.context,
          succeed: () => void step.end({ attributes }),
          fail: (error: unknown) => void step.end({ attributes, failed: true, error }),
        };
      },
      () => fn(),
    );
  },

  async trackInference(options, fn) {
    if (!isTracked()) return await fn(unheard);
    return await runTracked(
      'an inference',
      () => {
        const inference = new Inference(options);
        return {
          inference,
          context: inference.step.context,
          succeed: () => inference.end(),
          fail: (error: unknown) => inference.end({ error }),
        };
      },
      (started) => fn(started?.inference ?? unheard),
    );
  },

  async trackTool(options, fn) {
    if (!isTracked()) return await fn();
    return await runTracked(
      'a tool call',
      () => {
        const call = new ToolCall(options);
        return {
          context: call.step.context,
          succeed: (result: unknown) => call.succeed(result),
          fail: (error: unknown) => call.fail(error),
        };
      },
      () => fn(),
    );
  },
};

function runExecution<T>(
  start: ExecutionStart,
  fn: (handle: ExecutionHandle) => T | PromiseLike<T>,
): Promise<T> {
  return runTracked<ReturnType<typeof startExecution>, T>(
    'an execution',
    () => startExecution(start),
    (started) => fn(started?.handle ?? untracked),
  );
}

/** An execution that ends as fn does, unless fn cancels it. */
function startExecution(start: ExecutionStart) {
  const execution = new Execution(start);
  let cancelled: { readonly status: 'cancelled'; readonly reason: string | undefined } | undefined;
  return {
    context: execution.context,
    handle: {
      id: execution.id,
      cancel(reason?: string) {
        cancelled ??= { status: 'cancelled', reason };
      },
    },
    succeed: (output: unknown) => execution.end(cancelled ?? { status: 'completed', output }),
    fail: (error: unknown) => execution.end(cancelled ?? { status: 'failed', error }),
  };
}
