import { agentTracking, flush } from '@observatory/shim';

/** What AWS Lambda calls for each event; the function's handler is `handler.handler`. */
export async function handler(event) {
  try {
    return await agentTracking.trackExecution('support', 'answer', () => answer(event.question), event);
  } finally {
    // After the answer the function is frozen, and what waits with it, maybe for good.
    await flush();
  }
}

function answer(question) {
  return agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1-mini' }, async (call) => {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
      body: JSON.stringify({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: question }] }),
    });
    if (!response.ok) throw new Error(`the model answered with ${response.status}`);
    const { id, model, usage, choices } = await response.json();
    call.setUsage({ input: usage.prompt_tokens, output: usage.completion_tokens });
    call.setResponse({ id, model });
    return { answer: choices[0].message.content };
  });
}
