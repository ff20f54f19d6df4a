/**
 * Arguments of Node for the hub. V8 would let what is young take up to 128 MB, to collect it less often: a hub under load then
 * takes a third more memory, for a few hundredths of its CPU (docs/benchmarks.md).
 */
export const hubNodeArguments: readonly string[] = ['--max-semi-space-size=16'];
