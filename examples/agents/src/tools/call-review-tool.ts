import { agentTracking } from '@observatory/shim';
import { Attr } from '@observatory/shim/conventions';
import type { ToolCall } from '../model/answer.ts';
import type { Run } from '../run.ts';

/** Calls a tool of the MCP server. The call over MCP is the tool call's own span, with `mcp.*` added. */
export async function callReviewTool(run: Run, call: ToolCall): Promise<string> {
  const protocolVersion = await run.reviewTools.protocolVersion();
  return await agentTracking.trackTool(
    {
      name: call.name,
      type: 'extension',
      callId: call.id,
      arguments: call.arguments,
      attributes: {
        [Attr.mcpMethodName]: 'tools/call',
        [Attr.networkTransport]: 'pipe',
        [Attr.mcpProtocolVersion]: protocolVersion,
      },
    },
    () => run.reviewTools.call(call.name, call.arguments),
  );
}
