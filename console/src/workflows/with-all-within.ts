import type { AgentSummary, Workflow } from '../hub/types.ts';

/**
 * A workflow's figures with tokens and cost of all that was called within it. As an agent it has its own calls alone,
 * which are seldom any.
 */
export function withAllWithin(own: AgentSummary, workflow: Workflow | undefined): AgentSummary {
  if (workflow === undefined) return own;
  const { input_tokens, output_tokens, cost_usd, unpriced_calls } = workflow.runs;
  // What was spent within it in the stretch before is not known.
  const before = { ...own.before, cost_usd: null };
  return { ...own, input_tokens, output_tokens, cost_usd, unpriced_calls, before };
}
