/**
 * The HTTP status that a provider refused a call with, as `error.type` has it ('429'). The clients of OpenAI, Anthropic
 * and Google keep it as `status`, the AI SDK as `statusCode`.
 */
export function answeredStatus(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error)) return undefined;
    const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
    const answered = status ?? statusCode;
    const isStatus = Number.isInteger(answered) && Number(answered) >= 400 && Number(answered) < 600;
    return isStatus ? String(answered) : undefined;
  } catch {
    return undefined;
  }
}
