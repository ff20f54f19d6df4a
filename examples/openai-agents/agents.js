import '@observatory/shim/register';
import { observatoryTraceProcessor } from '@observatory/shim/openai-agents';
import { Agent, Runner, setTraceProcessors, tool } from '@openai/agents';
import { z } from 'zod';

// In place of OpenAI's own traces; `addTraceProcessor` keeps those too.
setTraceProcessors([observatoryTraceProcessor()]);

const invoices = new Map([['77', 'paid on Monday']]);
const invoice = tool({
  name: 'invoice',
  description: 'How an invoice stands',
  parameters: z.object({ id: z.string() }),
  execute: async ({ id }) => {
    const status = invoices.get(id);
    if (status === undefined) throw new Error(`There is no invoice ${id}`);
    return status;
  },
});

const model = 'gpt-4.1-mini';
const billing = new Agent({
  name: 'Billing',
  model,
  instructions: 'You answer questions about invoices.',
  tools: [invoice],
});
const triage = new Agent({
  name: 'Triage',
  model,
  instructions: 'You hand each question to the agent that can answer it.',
  handoffs: [billing],
});

const runner = new Runner({ workflowName: 'customer-service', groupId: 'conversation-7' });
for (const question of ['How does my invoice 77 stand?', 'How does my invoice 88 stand?']) {
  process.stdout.write(`\n${question}\n`);
  const { finalOutput } = await runner.run(triage, question);
  process.stdout.write(`${finalOutput}\n`);
}
