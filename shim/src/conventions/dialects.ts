import { aiSdkDialect } from './dialects/ai-sdk.ts';
import type { Dialect } from './dialects/dialect.ts';
import { genAiDialect } from './dialects/gen-ai.ts';
import { langfuseDialect } from './dialects/langfuse.ts';
import { observatoryDialect } from './dialects/observatory.ts';
import { openInferenceDialect } from './dialects/openinference.ts';
import { openLlmetryDialect } from './dialects/openllmetry.ts';

/**
 * The dialects that we read, strongest first: where a span speaks several, each fact is taken once, from the first
 * that has it. The AI SDK stands before the GenAI names because others that rewrite its spans call the outer span,
 * which holds a sum, a `chat`.
 */
export const dialects: readonly Dialect[] = [
  observatoryDialect,
  aiSdkDialect,
  genAiDialect,
  openInferenceDialect,
  openLlmetryDialect,
  langfuseDialect,
];
