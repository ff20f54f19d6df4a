/** Spellings of providers in other dialects and older conventions → `gen_ai.provider.name`. */
const aliases: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws.bedrock',
  amazon: 'aws.bedrock',
  aws: 'aws.bedrock',
  bedrock: 'aws.bedrock',
  aws_bedrock: 'aws.bedrock',
  'az.ai.inference': 'azure.ai.inference',
  'az.ai.openai': 'azure.ai.openai',
  azure: 'azure.ai.openai',
  'azure-openai': 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  claude: 'anthropic',
  gemini: 'gcp.gemini',
  google: 'gcp.gemini',
  'google.generative-ai': 'gcp.gemini',
  google_genai: 'gcp.gen_ai',
  'google.vertex': 'gcp.vertex_ai',
  'google-vertex': 'gcp.vertex_ai',
  vertex: 'gcp.vertex_ai',
  vertex_ai: 'gcp.vertex_ai',
  vertexai: 'gcp.vertex_ai',
  ibm: 'ibm.watsonx.ai',
  watsonx: 'ibm.watsonx.ai',
  mistral: 'mistral_ai',
  mistralai: 'mistral_ai',
  moonshot: 'moonshot_ai',
  moonshotai: 'moonshot_ai',
  xai: 'x_ai',
  'x-ai': 'x_ai',
};

const standard = new Set([...Object.values(aliases), 'cohere', 'deepseek', 'groq', 'openai', 'perplexity']);

/**
 * The provider as `gen_ai.provider.name` spells it. What the AI SDK adds after the name (`openai.chat`,
 * `anthropic.messages`, `google.vertex.chat`) is left off; an unknown name comes back in lower case.
 */
export function providerNameOf(value: string): string {
  const name = value.trim().toLowerCase();
  if (standard.has(name)) return name;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const head = name.slice(0, end);
    const known = Object.hasOwn(aliases, head) ? aliases[head] : standard.has(head) ? head : undefined;
    if (known !== undefined) return known;
  }
  return name;
}
