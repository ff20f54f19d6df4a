/** Tokens of one answer. Cached ones are part of `input`, reasoning is part of `output`. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a model answered, the same for every provider. */
export interface Answer {
  readonly id: string;
  /** The model that answered, which is more exact than the one asked for. */
  readonly model: string;
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReasons: readonly string[];
  readonly usage: Usage;
}
