import type { Operation } from '../operations.ts';

/**
 * What a dialect can say of a span, by the name that we give it. Tokens, cost and the first chunk (after how many
 * seconds or milliseconds it came, or when, as ISO 8601 has it) are read of inferences only.
 */
export const dialectFacts = [
  'agentName',
  'workflowName',
  'executionOperation',
  'toolName',
  'stepName',
  'dataSource',
  'provider',
  'requestModel',
  'responseModel',
  'responseId',
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'firstChunkSeconds',
  'firstChunkMs',
  'firstChunkAt',
  'cost',
  'costCurrency',
  'userId',
  'sessionId',
  'taskId',
  'conversationId',
  'workflowId',
  'errorType',
  'errorMessage',
] as const;
/** One of the facts. */
export type DialectFact = (typeof dialectFacts)[number];

/** Where a fact stands: an attribute, or a place within one. */
export type FactSource = string | FactPlace;

/** Where in an attribute a fact stands. */
export interface FactPlace {
  readonly attribute: string;
  /** Keys to follow, where the attribute holds JSON text. */
  readonly path?: readonly string[];
  /** The JSON object at the path holds amounts: their sum is the fact. */
  readonly sum?: true;
  /** Cached tokens that are no part of the input count, or reasoning that is no part of the output count. */
  readonly outside?: true;
}

/**
 * What a span is. `chain` is a link of a flow: a workflow where nothing is above it, else a step. `unknown` is an
 * operation that we do not know: an inference where it has a model and tokens, else a step.
 */
export type SpanMeaning = Operation | 'step' | 'chain' | 'unknown';

/** An attribute that tells what a span is. Values are compared in lower case. */
export interface OperationTell {
  readonly attribute: string;
  readonly values: Readonly<Record<string, SpanMeaning>>;
  /** Meaning of any other text; without it the next tell is asked. */
  readonly otherwise?: SpanMeaning;
  /** Asked only after the tells of all dialects that are not weak. */
  readonly weak?: true;
  /** The tell counts only where this attribute is there too. */
  readonly beside?: string;
  /** Names of instrumentations that use the attribute for something else: of their spans it tells nothing. */
  readonly exceptScopes?: readonly string[];
}

/** A value by which a span says that it failed, where its status does not. */
export interface FailureTell {
  readonly attribute: string;
  readonly value: string;
}

/** Instrumentations whose input count leaves cached tokens out, although nothing in the span says so. */
export interface CacheQuirk {
  /** Name of the instrumentation scope. */
  readonly scope: string;
  /** `gen_ai.provider.name` of the providers concerned; without it, all. */
  readonly providers?: readonly string[];
  /** Part of the model's name that concerns it too, whichever the provider. */
  readonly modelPart?: string;
  /** An attribute that only versions without the quirk set. */
  readonly unless?: string;
}

/** How one family of SDKs writes what we name otherwise, as data: used by the hub and by the collector. */
export interface Dialect {
  readonly name: string;
  readonly operations: readonly OperationTell[];
  /** Sources of each fact, the first that is there wins. */
  readonly facts: Readonly<Partial<Record<DialectFact, readonly FactSource[]>>>;
  /** Sources of a span's own name by what the span is, where one attribute names all kinds. */
  readonly names?: Readonly<Partial<Record<SpanMeaning, readonly FactSource[]>>>;
  /** Name of the span's event that tells when the first chunk of a streamed answer came. */
  readonly firstChunkEvent?: string;
  readonly failures?: readonly FailureTell[];
  readonly cacheQuirks?: readonly CacheQuirk[];
}
