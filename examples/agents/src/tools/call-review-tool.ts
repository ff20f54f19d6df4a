import { agentTracking } from '@observatory/shim';
import type { ToolCall } from '../model/answer.ts';
import type { Run } from '../run.ts';

/** Calls a tool of the MCP server. The observed client tells of the call in this span, with `mcp.*` added. */
export async function callReviewTool(run: Run, call: ToolCall): Promise<string> {
  return await agentTracking.trackTool(
    { name: call.name, type: 'extension', callId: call.id, arguments: call.arguments },
    () => run.reviewTools.call(call.name, call.arguments),
  );
}
