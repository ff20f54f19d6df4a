/** Bucket boundaries of histograms. Those of `gen_ai.*` and `mcp.*` are the conventions' own advice. */

/** Seconds: inference, tool calls, and all that has no advice of its own. */
export const durationBuckets = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
] as const;

/** Tokens. */
export const tokenBuckets = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
] as const;

/** Seconds: a run of an agent. */
export const agentDurationBuckets = [
  0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6,
] as const;

/** Seconds: one execution or task. The ten seconds above which OR9 and AE7 call it slow are an edge: nothing is guessed there. */
export const executionBuckets = [
  0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6,
] as const;

/** Seconds: a run of a workflow. */
export const workflowDurationBuckets = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200] as const;

/** Calls in one run of an agent. */
export const callCountBuckets = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** US dollars: what one run costs. */
export const costBuckets = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100] as const;

/** Scores of evaluations from 0 to 1. */
export const scoreBuckets = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** Seconds: MCP operations and sessions. */
export const mcpBuckets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300] as const;

/** Seconds: HTTP requests and database queries (OpenTelemetry HTTP conventions). */
export const requestBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/** Milliseconds: what writing one log line takes. */
export const logProcessingBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 25] as const;

/** Seconds: one garbage collection. */
export const gcBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] as const;

/** Bytes, from 256 to 4 GiB. */
export const byteBuckets = [
  256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456, 1073741824,
  4294967296,
] as const;
