import { Attr } from '@observatory/shim/conventions';
import { SpanKind } from '@opentelemetry/api';
import { placeholder } from './marks.ts';
import type { Cardinality, SpanOfRun } from './records.ts';

/** Models with a price, of several providers; a load of more than these numbers the rest. */
const MODELS = [
  ['openai', 'gpt-4.1'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gpt-4o-mini'],
  ['gcp.gemini', 'gemini-2.5-flash'],
] as const;

/** One run in so many fails, at its last tool. */
const FAILS_EVERY = 20;

/** How many digits the numbers of names have. */
export const digitsOf = (count: number) => Math.max(4, String(count - 1).length);

function modelOf(run: number, models: number): readonly [provider: string, model: string] {
  const index = run % models;
  return MODELS[index] ?? ['openai', `model-${index}`];
}

/**
 * The spans of a run of an agent: its own, and `calls` of a model and a tool in turn, about ten attributes each, without
 * content.
 */
export function agentRun(run: number, calls: number, of: Cardinality): SpanOfRun[] {
  const agent = placeholder.numbered('agent', run, digitsOf(of.agents));
  const user = placeholder.numbered('user', run, digitsOf(of.users));
  const [provider, model] = modelOf(run, of.models);
  // A run takes two seconds, however many calls it has.
  const callUs = Math.floor(2_000_000 / (calls + 1));
  const fails = run % FAILS_EVERY === FAILS_EVERY - 1;
  const root: SpanOfRun = {
    run,
    index: 0,
    name: `invoke_agent ${agent}`,
    fromUs: 0,
    toUs: (calls + 1) * callUs,
    attributes: {
      [Attr.operationName]: 'invoke_agent',
      [Attr.agentName]: agent,
      [Attr.userId]: user,
      [Attr.sessionId]: `session-${user}`,
      [Attr.executionOperation]: 'answer',
      'app.tenant': 'acme',
      'app.plan': 'team',
      'app.retries': 0,
    },
    ...(fails && { error: 'the index did not answer' }),
  };
  const steps = Array.from({ length: calls }, (_, call): SpanOfRun => {
    const fromUs = call * callUs + 1000;
    const at = { run, index: call + 1, fromUs, toUs: fromUs + callUs - 2000 };
    if (call % 2 === 1) {
      const tool = `tool-${call % 5}`;
      const failed = fails && call >= calls - 2;
      return {
        ...at,
        name: `execute_tool ${tool}`,
        attributes: {
          [Attr.operationName]: 'execute_tool',
          [Attr.toolName]: tool,
          [Attr.toolType]: 'function',
          [Attr.toolCallId]: `call-${call}`,
          'app.query.length': 42,
          'app.results': 7,
          'app.cache': false,
          'app.region': 'eu-central-1',
          'app.score': 0.87,
          ...(failed && { [Attr.errorType]: 'TimeoutError' }),
        },
        ...(failed && { error: 'the index did not answer' }),
      };
    }
    return {
      ...at,
      name: `chat ${model}`,
      kind: SpanKind.CLIENT,
      attributes: {
        [Attr.operationName]: 'chat',
        [Attr.providerName]: provider,
        [Attr.requestModel]: model,
        [Attr.responseModel]: model,
        // The hub counts an answer once a trace: its id must differ from call to call.
        [Attr.responseId]: `answer-${call}`,
        [Attr.finishReasons]: ['stop'],
        [Attr.requestTemperature]: 0.2,
        [Attr.inputTokens]: 1200 + call,
        [Attr.outputTokens]: 180 + call,
        [Attr.cacheReadTokens]: 800,
      },
    };
  });
  return [root, ...steps];
}
