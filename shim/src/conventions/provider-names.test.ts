import { describe, expect, it } from 'vitest';
import { providerNameOf } from './provider-names.ts';

describe('providerNameOf', () => {
  it.each([
    ['openai', 'openai'],
    ['OpenAI', 'openai'],
    ['openai.chat', 'openai'],
    ['openai.responses', 'openai'],
    ['anthropic.messages', 'anthropic'],
    ['amazon-bedrock', 'aws.bedrock'],
    ['AWS', 'aws.bedrock'],
    ['aws.bedrock', 'aws.bedrock'],
    ['az.ai.openai', 'azure.ai.openai'],
    ['azure.ai.inference', 'azure.ai.inference'],
    ['azure-openai.chat', 'azure.ai.openai'],
    ['google', 'gcp.gemini'],
    ['google.generative-ai', 'gcp.gemini'],
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['vertex.anthropic.messages', 'gcp.vertex_ai'],
    ['vertex_ai', 'gcp.vertex_ai'],
    ['mistralai', 'mistral_ai'],
    ['xai', 'x_ai'],
    ['ibm.watsonx.ai', 'ibm.watsonx.ai'],
    ['My-Gateway.v2', 'my-gateway.v2'],
    ['', ''],
    ['constructor', 'constructor'],
  ])('spells %s as %s', (given, name) => {
    expect(providerNameOf(given)).toBe(name);
  });
});
