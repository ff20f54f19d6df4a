import '@observatory/shim/register';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { observatoryCallbacks } from '@observatory/shim/langchain';
import { createAgent } from 'langchain';
import { tools } from './tools.js';

const model = new ChatOpenAI({ model: 'gpt-4.1-mini' });
const assistant = model.bindTools(tools);
const reviewer = createAgent({
  name: 'reviewer',
  model,
  tools: [],
  systemPrompt: 'You make answers to customers friendlier and shorter.',
});

const app = new StateGraph(MessagesAnnotation)
  .addNode('assistant', async ({ messages }) => ({ messages: [await assistant.invoke(messages)] }))
  .addNode('tools', new ToolNode(tools))
  .addNode('review', async ({ messages }) => {
    const draft = { role: 'user', content: `Review: ${messages.at(-1).text}` };
    const reviewed = await reviewer.invoke({ messages: [draft] });
    return { messages: [reviewed.messages.at(-1)] };
  })
  .addEdge(START, 'assistant')
  .addConditionalEdges('assistant', ({ messages }) =>
    messages.at(-1).tool_calls?.length ? 'tools' : 'review',
  )
  .addEdge('tools', 'assistant')
  .addEdge('review', END)
  .compile({ name: 'support' })
  .withConfig({ callbacks: [observatoryCallbacks()] });

for (const [thread, question] of [
  ['thread-1', 'Where is my order 1042?'],
  ['thread-1', 'What is in stock of the blue lamp?'],
  ['thread-2', 'Where is my order 9999?'],
]) {
  process.stdout.write(`\n${question}\n`);
  const { messages } = await app.invoke(
    { messages: [{ role: 'user', content: question }] },
    { configurable: { thread_id: thread } },
  );
  process.stdout.write(`${messages.at(-1).text}\n`);
}
