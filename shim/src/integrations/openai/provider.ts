import type { Attributes } from '@opentelemetry/api';
import { loose, textIn } from '../stainless/loose.ts';
import { providerAt, serverOf } from '../stainless/server.ts';

const AZURE = 'azure.ai.openai';
/** Domains of providers that speak OpenAI's protocol → `gen_ai.provider.name`. */
const providers: Readonly<Record<string, string>> = {
  'openai.azure.com': AZURE,
  'cognitiveservices.azure.com': AZURE,
  'services.ai.azure.com': AZURE,
  'groq.com': 'groq',
  'deepseek.com': 'deepseek',
  'mistral.ai': 'mistral_ai',
  'x.ai': 'x_ai',
  'perplexity.ai': 'perplexity',
  'moonshot.ai': 'moonshot_ai',
  'moonshot.cn': 'moonshot_ai',
  'cohere.com': 'cohere',
  'cohere.ai': 'cohere',
  'generativelanguage.googleapis.com': 'gcp.gemini',
  'aiplatform.googleapis.com': 'gcp.vertex_ai',
  'amazonaws.com': 'aws.bedrock',
};

/** Who answers a client, and which model where the request does not say. */
export interface Answering {
  readonly provider: string;
  readonly deployment: string | undefined;
  readonly server: Attributes;
}

/** Who answers: by the host of the base address, and by the client's class where that is Azure's. */
export function answeringOf(client: object): Answering {
  const { host, attributes } = serverOf(client);
  const isAzure = 'apiVersion' in client && 'deploymentName' in client;
  return {
    provider: isAzure ? AZURE : (providerAt(host, providers) ?? 'openai'),
    deployment: isAzure ? textIn(loose(client).deploymentName) : undefined,
    server: attributes,
  };
}
