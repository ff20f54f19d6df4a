/** `gen_ai.provider.name` → id of the provider in genai-prices, where the two differ. */
const ids: Readonly<Record<string, string>> = {
  'aws.bedrock': 'aws',
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  mistral_ai: 'mistral',
  moonshot_ai: 'moonshotai',
  x_ai: 'x-ai',
  together_ai: 'together',
  togetherai: 'together',
  fireworks_ai: 'fireworks',
  'fireworks-ai': 'fireworks',
  fireworksai: 'fireworks',
};

/** Servers of models on one's own machines: a list price of some vendor says nothing of what they cost. */
const ownServers: ReadonlySet<string> = new Set([
  'ollama',
  'vllm',
  'lmstudio',
  'lm_studio',
  'llama.cpp',
  'llamacpp',
  'llamafile',
  'sglang',
  'tgi',
]);

export function tableProviderId(provider: string): string {
  return Object.hasOwn(ids, provider) ? (ids[provider] ?? provider) : provider;
}

export function isOwnServer(provider: string): boolean {
  return ownServers.has(provider);
}
