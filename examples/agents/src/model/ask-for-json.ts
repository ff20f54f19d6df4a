import { z } from 'zod';
import type { Run } from '../run.ts';
import { ValidationError } from '../validation-error.ts';
import type { Answer } from './answer.ts';
import { ask, type Question } from './ask.ts';

/** The model's answer is not the JSON that it was asked for; `cause` says where. */
class AnswerNotUsable extends Error {
  override readonly name = 'AnswerNotUsable';
  readonly retryable = true;
}

/** Asks a model for JSON of this form, and again where the answer is not. */
export function askForJson<T>(run: Run, question: Question, form: z.ZodType<T>): Promise<T> {
  return ask(run, question, ({ text, finishReasons }: Answer) => {
    try {
      return form.parse(JSON.parse(text));
    } catch (error) {
      const ended = finishReasons.join(', ');
      throw new AnswerNotUsable(`${question.model} gave no usable JSON (finished by ${ended})`, {
        cause: error instanceof z.ZodError ? new ValidationError(error) : error,
      });
    }
  });
}
