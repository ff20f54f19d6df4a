import { agentTracking } from '@observatory/shim';
import { Attr } from '@observatory/shim/conventions';
import { retry } from '../retry.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import type { Answer } from './answer.ts';
import { type Request, replay } from './replay.ts';

const log = serviceLogger('model-client');

export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

export interface Question extends Request {
  readonly messages: readonly Message[];
}

/**
 * Asks a model, up to three times; each try is an inference of its own. `read` makes of the answer what the
 * agent needs; its error counts as a failed try where it is `retryable`.
 */
export function ask<T>(run: Run, question: Question, read: (answer: Answer) => T): Promise<T> {
  const { model } = question;
  return retry(
    {
      pauseMs: 900,
      wait: run.wait,
      onRetry: (error, attempt) =>
        log.warn(`${model} failed, asking again`, { operation: 'chat', attempt, error }),
    },
    async (attempt) => {
      const answer = await infer(run, question, attempt);
      run.budget.spend(answer.usage);
      return read(answer);
    },
  );
}

function infer(run: Run, question: Question, attempt: number): Promise<Answer> {
  const { provider, model, messages, exchange } = question;
  const streamed = run.recordings.exchanges.get(exchange)?.request.stream === true;
  const attributes = streamed ? { [Attr.requestStream]: true } : {};

  return agentTracking.trackInference(
    { provider, model, input: messages, attempt, attributes },
    async (call) => {
      const answer = await replay(run.recordings, run, question, { onFirstChunk: () => call.firstChunk() });
      call.setUsage(answer.usage);
      call.setResponse({
        model: answer.model,
        id: answer.id,
        finishReasons: answer.finishReasons,
        output: answer.text,
      });
      return answer;
    },
  );
}
