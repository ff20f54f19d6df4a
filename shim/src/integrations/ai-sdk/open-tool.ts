import type { ToolCall } from '../../tracking/tool-call.ts';
import type { AiCall } from './ai-call.ts';

/** A call of a tool, which ends once: by itself, or with the call that it belongs to. */
export class OpenTool {
  readonly tool: ToolCall;
  readonly #call: AiCall;
  #ended = false;

  constructor(tool: ToolCall, call: AiCall) {
    this.tool = tool;
    this.#call = call;
  }

  succeed(result: unknown): void {
    if (this.#isFirstEnd()) this.tool.succeed(result);
  }

  fail(error: unknown): void {
    if (this.#isFirstEnd()) this.tool.fail(error);
  }

  #isFirstEnd(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#call.hasEnded(this);
    return true;
  }
}
