import { agentTracking } from '@observatory/shim';
import { ask } from '../model/ask.ts';
import type { Run } from '../run.ts';

interface SummaryOrder {
  readonly recording: string;
  readonly part: number;
  readonly notes: string;
}

/** Makes one sentence of notes, with a model of our own that has no price. */
export function summariser(run: Run, { recording, part, notes }: SummaryOrder): Promise<string> {
  return agentTracking.trackExecution('summariser', 'summarise', (execution) => {
    run.onCancel((reason) => execution.cancel(reason));
    return ask(
      run,
      {
        provider: 'acme',
        model: 'acme-lm-7b-private',
        exchange: `research.${recording}/summary-${part}`,
        messages: [{ role: 'user', content: `One sentence, please:\n${notes}` }],
      },
      ({ text }) => text,
    );
  });
}
