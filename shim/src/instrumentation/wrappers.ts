import { processWide } from '../setup/process-wide.ts';

/** Packages that the shim sees through a wrapper in the service's code, and the line that adds it. */
export const wrappers: Readonly<Record<string, string>> = {
  openai: "observeOpenAI(client) of '@observatory/shim/openai'",
  '@anthropic-ai/sdk': "observeAnthropic(client) of '@observatory/shim/anthropic'",
  '@google/genai': "observeGoogleGenAI(client) of '@observatory/shim/google-genai'",
  ai: "observatoryTelemetry() of '@observatory/shim/ai-sdk'",
  '@langchain/core': "observatoryCallbacks() of '@observatory/shim/langchain'",
  '@openai/agents': "observatoryTraceProcessor() of '@observatory/shim/openai-agents'",
  '@modelcontextprotocol/sdk':
    "observeMcpClient(client) and observeMcpServer(server) of '@observatory/shim/mcp'",
  '@modelcontextprotocol/client': "observeMcpClient(client) of '@observatory/shim/mcp'",
  '@modelcontextprotocol/server': "observeMcpServer(server) of '@observatory/shim/mcp'",
};

const used = processWide('wrapped-packages', () => new Set<string>());

/** Notes that the service uses a wrapper of this package. */
export function noteWrapped(packageName: string): void {
  used.add(packageName);
}

export function isWrapped(packageName: string): boolean {
  return used.has(packageName);
}
