import type { StepKind } from '../hub/types.ts';
import { wordOf } from '../lib/word-of.ts';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';

/** The word for a kind of step, or for a span that is none. */
export function kindWord(kind: StepKind | 'span'): string {
  return kind === 'span' ? executionTexts.span : wordOf(texts.stepKind, kind);
}
