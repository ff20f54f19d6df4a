import { agentTracking } from '@observatory/shim';
import { z } from 'zod';
import { askForJson } from '../model/ask-for-json.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import type { DigestTopic } from './digest-writer.ts';

const log = serviceLogger('support-service');

const verdict = z.object({ supported: z.boolean(), remarks: z.array(z.string()) });

/** Has another provider's model check what the first one wrote. Throws where a statement has no support. */
export function factChecker(run: Run, topic: DigestTopic, section: string): Promise<void> {
  return agentTracking.trackExecution('fact-checker', 'check-section', async (execution) => {
    run.onCancel((reason) => execution.cancel(reason));
    const { supported, remarks } = await askForJson(
      run,
      {
        provider: 'google',
        model: 'gemini-2.5-flash',
        exchange: `nightly-digest/check-${topic}`,
        messages: [{ role: 'user', content: `Is each statement supported by the tickets?\n${section}` }],
      },
      verdict,
    );
    if (!supported) throw new Error(`The section on ${topic} is not supported: ${remarks.join('; ')}`);
    log.debug('section checked', { operation: 'check-section', topic });
  });
}
