import { childSpan, newRun, runSpan, sendSpans } from '../../test/support/sample-run.ts';

const PER_REQUEST = 2_000;

/** Sends one execution of so many spans, tools within tools; its id. */
export async function sendLargeTrace(url: string, spans: number): Promise<string> {
  const run = newRun('large-agent', Date.now() - 120_000);
  const tool = (index: number) =>
    childSpan(run, `execute_tool tool-${index % 50}`, index, 5, {
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `tool-${index % 50}` },
    });
  const tools = Array.from({ length: spans - 1 }, (_, index) => tool(index));
  // Each tenth holds the nine that follow.
  const nested = tools.map((span, index) => {
    const holder = index % 10 === 0 ? undefined : tools[index - (index % 10)];
    return holder ? { ...span, parentSpanId: holder.spanId } : span;
  });
  for (let at = 0; at < nested.length; at += PER_REQUEST) {
    await sendSpans(url, nested.slice(at, at + PER_REQUEST));
  }
  await sendSpans(url, [runSpan(run, { endMs: run.startMs + 60_000 })]);
  return run.id;
}
