/** Type of the error of a tool whose answer over MCP says that it failed (MCP conventions, `error.type`). */
export const TOOL_ERROR = 'tool_error';

/** A failure that nobody threw: an answer tells it. `name` becomes its type. */
export class ToldFailure extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
    // It would tell where the shim read the answer.
    delete this.stack;
  }
}

/** The failure that the result of a tool over MCP tells (`isError`), with its text as message; else undefined. */
export function failureOf(result: unknown): ToldFailure | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  const { isError, content } = result as { readonly isError?: unknown; readonly content?: unknown };
  if (isError !== true || !Array.isArray(content)) return undefined;
  const texts = content.map((part: unknown) =>
    typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
      ? part.text
      : '',
  );
  return new ToldFailure(TOOL_ERROR, texts.filter(Boolean).join('\n') || 'the tool failed');
}
