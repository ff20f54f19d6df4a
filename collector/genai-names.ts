import {
  Attr,
  type Dialect,
  type DialectFact,
  dialects,
  type FactSource,
  operations,
  type SpanMeaning,
} from '@observatory/shim/conventions';
import type { Config } from './config.ts';
import { attribute, copyIfMissing, isMissing, isPresent, literal } from './ottl.ts';

/** The GenAI attribute of a fact. Cost is left to the hub: it is only a number together with its currency. */
const targets: Readonly<Partial<Record<DialectFact, string>>> = {
  agentName: Attr.agentName,
  workflowName: Attr.workflowName,
  toolName: Attr.toolName,
  provider: Attr.providerName,
  requestModel: Attr.requestModel,
  responseModel: Attr.responseModel,
  inputTokens: Attr.inputTokens,
  outputTokens: Attr.outputTokens,
  cacheReadTokens: Attr.cacheReadTokens,
  cacheWriteTokens: Attr.cacheWriteTokens,
  reasoningTokens: Attr.reasoningTokens,
  userId: Attr.userId,
  sessionId: Attr.sessionId,
  conversationId: Attr.conversationId,
};

/** The attribute that names what a span is, by what it is. */
const nameTargets: Readonly<Partial<Record<SpanMeaning, string>>> = {
  invoke_agent: Attr.agentName,
  invoke_workflow: Attr.workflowName,
  execute_tool: Attr.toolName,
};

/** Dialects that are rewritten. The AI SDK and Langfuse are left to the hub: their facts stand in JSON text. */
const translated = ['openinference', 'openllmetry', 'gen_ai'];

/** An attribute by which a span shows that it is of an agent's run or an inference, in any dialect. */
export const agentMarks: readonly string[] = [
  ...new Set([
    Attr.operationName,
    Attr.executionId,
    Attr.executionKind,
    ...dialects.flatMap(({ operations: tells }) =>
      tells.filter(({ weak }) => weak !== true).map((tell) => tell.attribute),
    ),
  ]),
];

/**
 * OpenInference, OpenLLMetry and older GenAI names → GenAI names, from the shim's dialects. An attribute is only set
 * where it is missing, and what was there stays: the hub reads it, and knows more (nested values, order of strength).
 */
export function genAiNamesProcessor(): Config {
  return {
    error_mode: 'silent',
    trace_statements: dialects
      .filter(({ name }) => translated.includes(name))
      .map((dialect) => ({
        context: 'span',
        conditions: sourcesOf(dialect).map(isPresent),
        statements: [...operationStatements(dialect), ...factStatements(dialect)],
      })),
  };
}

const known: ReadonlySet<string> = new Set(operations);
const textSource = (source: FactSource): source is string => typeof source === 'string';

function factStatements({ facts }: Dialect): string[] {
  return Object.entries(targets).flatMap(([fact, target]) =>
    (facts[fact as DialectFact] ?? [])
      .filter(textSource)
      .filter((source) => source !== target)
      .map((source) => copyIfMissing(target, source)),
  );
}

/** Attributes of a dialect that make its statements worth running. */
function sourcesOf(dialect: Dialect): string[] {
  const own = dialect.operations
    .filter(({ weak }) => weak !== true)
    .map((tell) => tell.attribute)
    .filter((name) => name !== Attr.operationName);
  // Older GenAI names have no mark of their own: any of them is one.
  return own.length > 0
    ? own
    : [
        ...new Set(
          Object.entries(targets).flatMap(([fact, target]) =>
            (dialect.facts[fact as DialectFact] ?? []).filter(textSource).filter((name) => name !== target),
          ),
        ),
      ];
}

function operationStatements({ operations: tells, names = {} }: Dialect): string[] {
  return tells
    .filter(({ weak, attribute: tell }) => weak !== true && tell !== Attr.operationName)
    .flatMap(({ attribute: tell, values, exceptScopes = [] }) =>
      Object.entries(values).flatMap(([value, meaning]) => {
        const others = exceptScopes.map((scope) => ` and instrumentation_scope.name != ${literal(scope)}`);
        const is = `IsMatch(${attribute(tell)}, ${literal(`^(?i:${value})$`)})${others.join('')}`;
        return [
          ...operationOf(meaning).map(
            ({ operation, where }) =>
              `set(${attribute(Attr.operationName)}, ${literal(operation)}) where ${isMissing(Attr.operationName)} and ${isPresent(tell)} and ${is}${where}`,
          ),
          ...(names[meaning] ?? []).filter(textSource).flatMap((source) => {
            const target = nameTargets[meaning];
            return target === undefined
              ? []
              : [`${copyIfMissing(target, source)} and ${isPresent(tell)} and ${is}`];
          }),
        ];
      }),
    );
}

function operationOf(meaning: SpanMeaning): { operation: string; where: string }[] {
  if (known.has(meaning)) return [{ operation: meaning, where: '' }];
  // A link of a flow is a workflow where nothing is above it; elsewhere it is a step, which has no operation.
  return meaning === 'chain'
    ? [{ operation: 'invoke_workflow', where: ' and parent_span_id == SpanID(0x0000000000000000)' }]
    : [];
}
