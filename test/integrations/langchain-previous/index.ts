/** LangChain before 1.0, found from here at its own versions. */
export { ChatAnthropic } from '@langchain/anthropic';
export { Document } from '@langchain/core/documents';
export { ChatPromptTemplate } from '@langchain/core/prompts';
export { BaseRetriever } from '@langchain/core/retrievers';
export { RunnableLambda } from '@langchain/core/runnables';
export { tool } from '@langchain/core/tools';
export * as langgraph from '@langchain/langgraph';
export { createReactAgent } from '@langchain/langgraph/prebuilt';
export { ChatOpenAI } from '@langchain/openai';
export { AgentExecutor, createToolCallingAgent } from 'langchain/agents';
export { z } from 'zod';
