import type { Attributes } from '@opentelemetry/api';
import { currentConfig } from '../../config/current-config.ts';
import { runInContext } from '../../context/active-context.ts';
import { guarded } from '../../setup/guard.ts';
import { contentAttribute } from '../../tracking/content.ts';
import { Inference } from '../../tracking/inference.ts';
import { InferenceEnd } from '../../tracking/inference-end.ts';
import { isTracked } from '../../tracking/is-tracked.ts';
import { stoppedBy } from '../../tracking/stopped-error.ts';
import type { InferenceCall, InferenceOptions } from '../../tracking/types.ts';
import { watchAnswer } from './answer.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { Asking } from './observed-client.ts';

/** One kind of call of a model: what its request says, and who reads its answer. */
export interface ModelCall {
  readonly options: (request: unknown, client: object) => InferenceOptions;
  /** Messages as the conventions have them; asked for only where content is kept. */
  readonly input?: (request: unknown) => unknown;
  /** Further content by its attribute: system instructions, definitions of tools. */
  readonly content?: (request: unknown) => Readonly<Record<string, unknown>>;
  /** Whether the caller has called it off, where the client has one error for that and for its own time limit. */
  readonly isCalledOff?: (request: unknown) => boolean;
  /** `withContent` says whether the answer's messages are to be told. */
  readonly reader: (call: InferenceCall, withContent: boolean) => AnswerReader;
}

/** Observes a method that makes such a call: one inference, however often the client tries. */
export function observing(call: ModelCall): Asking {
  return (client, request, send) => {
    if (!isTracked()) return send();
    const started = guarded('starting to observe a call of a model', () => start(call, client, request));
    if (started === undefined) return send();
    const { inference, reader, end } = started;
    let answer: unknown;
    try {
      answer = runInContext(inference.context, send);
    } catch (error) {
      end.fail(error);
      throw error;
    }
    const watched = guarded('observing the answer of a model', () => ({
      answer: watchAnswer(answer, inference, reader, end),
    }));
    if (watched === undefined) end.succeed();
    return watched === undefined ? answer : watched.answer;
  };
}

function isOverTime({ isCalledOff }: ModelCall, request: unknown, error: unknown): boolean {
  return isCalledOff !== undefined && stoppedBy(error) === 'cancel' && !isCalledOff(request);
}

/** In place of an error that would say that the caller called the work off. */
class TimeLimitPassed extends Error {
  override readonly name = 'TimeoutError';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : 'no answer came in time', { cause });
  }
}

function start(call: ModelCall, client: object, request: unknown) {
  const withContent = currentConfig().agent.includeIo;
  const options = call.options(request, client);
  const input = withContent ? guarded('reading a request', () => call.input?.(request)) : undefined;
  const inference = new Inference({ ...options, input });
  const reader = call.reader(inference, withContent);
  const end = new InferenceEnd(
    inference,
    () => reader.end?.(),
    (error) => (isOverTime(call, request, error) ? new TimeLimitPassed(error) : error),
  );
  if (withContent) {
    guarded('reading a request', () => {
      for (const [name, value] of Object.entries(call.content?.(request) ?? {})) {
        inference.step.span.setAttributes(contentAttribute(name, value) satisfies Attributes);
      }
    });
  }
  return { inference, reader, end };
}
