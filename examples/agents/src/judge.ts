import { recordEvaluation, recordFeedback } from '@observatory/shim';
import type { Run } from './run.ts';

const GOOD = 0.5;

/** Says what an evaluator, and now and then the user, think of the result of the execution in which this is called. */
export function judge({ quality, isRated, userId }: Run, name: string, executionId: string): void {
  const isGood = quality >= GOOD;
  recordEvaluation({ name, score: quality, label: isGood ? 'pass' : 'fail', source: 'demo-judge' });
  if (isRated) {
    recordFeedback(executionId, {
      score: isGood ? 1 : 0,
      label: isGood ? 'helpful' : 'not helpful',
      userId,
    });
  }
}
