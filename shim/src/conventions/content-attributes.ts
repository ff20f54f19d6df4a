/**
 * Attributes in which instrumentations keep what users, models and tools said: the GenAI conventions of all versions,
 * the AI SDK, OpenInference, OpenLLMetry, Langfuse, Sentry and Genkit.
 */
const content: readonly RegExp[] = [
  /^gen_ai\.(system_instructions|(input|output)\.messages|tool\.(definitions|call\.(arguments|result)))$/,
  /^gen_ai\.(prompt(?!\.(?:name|version)$)|completion|content|retrieval\.(query\.text|documents)|memory\.(query\.text|records))(\.|$)/,
  /^gen_ai\.(request\.(messages|available_tools)|response\.(text|tool_calls|object|thinking)|tool\.(input|output|message)|system\.message|embeddings\.input)$/,
  /^genkit:(input|output)$/,
  /^ai\.(prompt|value|values|embedding|embeddings|documents|ranking|schema|toolCall\.(args|result))(\.|$)/,
  /^ai\.(response|result)\.(text|object|reasoning|toolCalls|files)$/,
  /^ai\.(request\.(headers\.|text$|body$)|settings\.output$)/,
  /^(input|output)\.value$/,
  /^llm\.((input|output)_messages|prompts|completions|tools|prompt_template|function_call)(\.|$)/,
  /^(retrieval\.documents|reranker\.(input|output)_documents|embedding\.embeddings|tool\.parameters)(\.|$)/,
  /^traceloop\.entity\.(input|output)$/,
  /^langfuse\.(observation|trace)\.(input|output)$/,
];
/** What no content attribute begins with is looked at no further. */
const heads = /^(gen_ai|ai|input|output|llm|retrieval|reranker|embedding|tool|traceloop|langfuse|genkit)[.:]/;

/** Whether an attribute of this name holds content, whichever instrumentation wrote it. */
export function isContentAttribute(name: string): boolean {
  return heads.test(name) && content.some((pattern) => pattern.test(name));
}
