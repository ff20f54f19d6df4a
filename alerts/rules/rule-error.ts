/** Rules that would not do what they say: one line for each fault, naming rule or file, and the reason. */
export class RuleError extends Error {}

/** A fault that making the rules of `file` threw, with its place in that file where it is known. */
export function asRuleError(file: string, error: unknown): RuleError {
  if (error instanceof RuleError) return error;
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const folder = file.slice(0, file.lastIndexOf('/'));
  // The layer that refuses is not where the fault is.
  const [place] = new RegExp(`${folder}/[\\w-]+\\.ts:\\d+`).exec(stack) ?? [];
  return new RuleError(`${place ?? file}: ${message}`, { cause: error });
}

/** Where a file of rules cannot be loaded, its place and the reason; else the error as it is. */
export function ruleErrorIn(error: unknown): unknown {
  const [file] =
    /alerts\/(?!promql|rules)[\w/-]+\.ts/.exec(error instanceof Error ? (error.stack ?? '') : '') ?? [];
  return file === undefined ? error : asRuleError(file, error);
}
