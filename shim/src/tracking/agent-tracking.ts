import { activeContext } from '../context/active-context.ts';
import { shimContextOf } from '../context/shim-context.ts';
import { Attr, shimMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { runPlain } from '../operation/run-plain.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { payloadAttribute } from './content.ts';
import { Inference } from './inference.ts';
import { isTracked } from './is-tracked.ts';
import { retrying } from './retry.ts';
import { runTracked, type Tracked } from './run-tracked.ts';
import { takeSnapshot } from './snapshot.ts';
import { Step } from './step.ts';
import { ToolCall } from './tool-call.ts';
import { trackRun } from './track-run.ts';
import { trackStream } from './track-stream.ts';
import type { AgentTracking, InferenceCall, InferenceOptions, StepOptions } from './types.ts';
import { unheard } from './unheard.ts';

/** Tracks work that runs inside a function (VX1). */
export const agentTracking: AgentTracking = {
  trackExecution: (...given: readonly unknown[]) => trackRun('agent', given),

  trackWorkflow: (...given: readonly unknown[]) => trackRun('workflow', given),

  trackStep(name, fn, options) {
    if (options === undefined) return trackTry(name, fn, options);
    const retries = guarded('reading the options of a step', () => options?.retries);
    if (retries === undefined) return trackTry(name, fn, options);
    return retrying(retries, (retry) => trackTry(name, fn, options, retry));
  },

  trackInference<T>(options: InferenceOptions, fn: (call: InferenceCall) => T | PromiseLike<T>) {
    if (!isTracked()) return runPlain(() => fn(unheard));
    return runTracked<Tracked<T> & { inference: Inference }, T>(
      'an inference',
      () => {
        const inference = new Inference(options);
        return {
          inference,
          context: inference.context,
          succeed: () => inference.end(),
          fail: (error: unknown) => inference.end({ error }),
        };
      },
      (started) => fn(started?.inference ?? unheard),
    );
  },

  trackStream,

  trackTool(options, fn) {
    if (!isTracked()) return runPlain(fn);
    return runTracked(
      'a tool call',
      () => {
        const call = new ToolCall(options);
        return {
          context: call.context,
          succeed: (result: unknown) => call.succeed(result),
          fail: (error: unknown) => call.fail(error),
        };
      },
      () => fn(),
    );
  },

  snapshot(state, options) {
    guarded('taking a snapshot', () => {
      if (!isTracked()) return;
      const execution = shimContextOf(activeContext())?.execution;
      if (execution !== undefined) return takeSnapshot(execution, state, options?.step);
      countMetric(shimMetrics.ignoredCalls, 1, { reason: 'unknown' });
      sayOnce(
        'snapshot:outside',
        'a snapshot outside of an execution was left out; further ones are counted',
      );
    });
  },
};

/** Runs fn once as a step; `retry` counts the tries before, where there may be several. */
function trackTry<T>(
  name: string,
  fn: () => T | PromiseLike<T>,
  options: StepOptions | undefined,
  retry?: number,
): Promise<T> {
  if (!isTracked()) return runPlain(fn);
  return runTracked(
    'a step',
    () => {
      const data = options?.data;
      const first = options?.attempt;
      const attempt = retry === undefined ? first : (first ?? 1) + retry;
      const step = new Step({ kind: 'step', name, attempt });
      const attributes = data === undefined ? undefined : payloadAttribute(Attr.stepData, data);
      return {
        context: step.context,
        succeed: () => void step.end({ attributes }),
        fail: (error: unknown) => void step.end({ attributes, failed: true, error }),
      };
    },
    () => fn(),
  );
}
