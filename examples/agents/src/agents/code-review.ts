import { agentTracking } from '@observatory/shim';
import { judge } from '../judge.ts';
import type { Answer } from '../model/answer.ts';
import { ask, type Message } from '../model/ask.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import { callReviewTool } from '../tools/call-review-tool.ts';

const log = serviceLogger('review-service');

const MAX_TURNS = 6;

/** Reviews a pull request: the model asks for tools of an MCP server until it knows enough. */
export function codeReview(run: Run, pullRequest: number): Promise<string> {
  return agentTracking.trackExecution(
    'code-review',
    'review-pull-request',
    async (execution) => {
      run.onCancel((reason) => execution.cancel(reason));
      const messages: Message[] = [
        { role: 'system', content: 'You review changes. Read the diff and run the checks before you judge.' },
        { role: 'user', content: `Review pull request ${pullRequest}.` },
      ];

      for (let turn = 1; turn <= MAX_TURNS; turn++) {
        const answer = await ask<Answer>(
          run,
          {
            provider: 'anthropic',
            model: 'claude-sonnet-4-5',
            exchange: `code-review.${pullRequest}/turn-${turn}`,
            messages,
          },
          (whole) => whole,
        );
        messages.push({ role: 'assistant', content: answer.text });
        if (answer.toolCalls.length === 0) {
          const [verdict] = answer.text.split('\n');
          judge(run, 'correctness', execution.id);
          log.info('review written', { operation: 'review-pull-request', pullRequest, verdict });
          return answer.text;
        }
        for (const call of answer.toolCalls) {
          messages.push({ role: 'tool', content: await callReviewTool(run, call) });
          log.debug('tool answered', { operation: 'review-pull-request', tool: call.name });
        }
      }
      throw new Error(`No verdict after ${MAX_TURNS} turns.`);
    },
    { pullRequest },
  );
}
