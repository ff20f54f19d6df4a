import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type PlainSpan, postJson, tracesBody } from '../support/otlp-json.ts';
import { writePrices } from '../support/prices-file.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * One run of twelve steps with agents three deep, cached and reasoning tokens, sums on the agents' spans and a model
 * without a price. Pinned prices, US dollars per million tokens:
 *
 *   gpt-4.1 2 in, 0.5 cached, 8 out · claude-sonnet-4-5 3 in, 0.3 read, 3.75 written, 15 out
 *   o4-mini 1.1 in, 4.4 out · gemini-2.5-flash 0.3 in, 2.5 out · text-embedding-3-small 0.02 in
 *
 * By hand, in millionths of a dollar:
 *
 *   planner     chat gpt-4.1       200 × 2 + 1,000 × 0.5 + 300 × 8                      =  3,300
 *   researcher  chat claude      1,000 × 3 + 3,000 × 0.3 + 1,000 × 3.75 + 400 × 15      = 13,650
 *   researcher  chat o4-mini       800 × 1.1 + 2,000 × 4.4                              =  9,680
 *   writer      chat gemini     10,000 × 0.3 + 1,000 × 2.5                              =  5,500
 *   writer      chat acme-lm    no price
 *   planner     embeddings         256 × 0.02                                           =      5.12
 *   planner     chat gpt-4.1     2,000 × 2 + 50 × 8                                     =  4,400
 */
const expected = {
  planner: { cost_usd: 0.03653512, own_cost_usd: 0.00770512, llm_calls: 7, tool_calls: 3, unpriced_calls: 1 },
  researcher: { cost_usd: 0.02883, own_cost_usd: 0.02333, llm_calls: 4, tool_calls: 1, unpriced_calls: 1 },
  writer: { cost_usd: 0.0055, own_cost_usd: 0.0055, llm_calls: 2, tool_calls: 0, unpriced_calls: 1 },
};
const plannerUsage = {
  input_tokens: 19_756,
  output_tokens: 3850,
  cache_read_tokens: 4000,
  cache_write_tokens: 1000,
  reasoning_tokens: 1700,
};

const prices = `
- { model: gpt-4.1, provider: openai, inputPerMillion: 2, cacheReadPerMillion: 0.5, outputPerMillion: 8 }
- { model: claude-sonnet-4-5, provider: anthropic, inputPerMillion: 3, cacheReadPerMillion: 0.3, cacheWritePerMillion: 3.75, outputPerMillion: 15 }
- { model: o4-mini, provider: openai, inputPerMillion: 1.1, outputPerMillion: 4.4 }
- { model: gemini-2.5-flash, provider: gcp.gemini, inputPerMillion: 0.3, outputPerMillion: 2.5 }
- { model: text-embedding-3-small, provider: openai, inputPerMillion: 0.02, outputPerMillion: 0 }
`;

interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
}
type Step =
  | { readonly what: 'agent'; readonly name: string; readonly sum: Tokens; readonly steps: readonly Step[] }
  | { readonly what: 'tool'; readonly name: string }
  | {
      readonly what: 'chat' | 'embeddings';
      readonly provider: string;
      readonly model: string;
      readonly tokens: Tokens;
    };

const chat = (provider: string, model: string, tokens: Tokens): Step => ({
  what: 'chat',
  provider,
  model,
  tokens,
});

const run: Step = {
  what: 'agent',
  name: 'planner',
  sum: { input: 19_756, output: 3850, cacheRead: 4000, cacheWrite: 1000, reasoning: 1700 },
  steps: [
    chat('openai', 'gpt-4.1', { input: 1200, cacheRead: 1000, output: 300 }),
    { what: 'tool', name: 'search' },
    {
      what: 'agent',
      name: 'researcher',
      sum: { input: 16_300, output: 3500, cacheRead: 3000, cacheWrite: 1000, reasoning: 1700 },
      steps: [
        chat('anthropic', 'claude-sonnet-4-5', {
          input: 5000,
          cacheRead: 3000,
          cacheWrite: 1000,
          output: 400,
        }),
        { what: 'tool', name: 'fetch' },
        chat('openai', 'o4-mini', { input: 800, output: 2000, reasoning: 1500 }),
        {
          what: 'agent',
          name: 'writer',
          sum: { input: 10_500, output: 1100, reasoning: 200 },
          steps: [
            chat('gcp.gemini', 'gemini-2.5-flash', { input: 10_000, output: 1000, reasoning: 200 }),
            chat('acme', 'acme-lm', { input: 500, output: 100 }),
          ],
        },
      ],
    },
    {
      what: 'embeddings',
      provider: 'openai',
      model: 'text-embedding-3-small',
      tokens: { input: 256, output: 0 },
    },
    { what: 'tool', name: 'save' },
    chat('openai', 'gpt-4.1', { input: 2000, output: 50 }),
  ],
};

type Attributes = Record<string, string | number>;
const given = (pairs: Record<string, string | number | undefined>): Attributes =>
  Object.fromEntries(
    Object.entries(pairs).filter((pair): pair is [string, string | number] => pair[1] !== undefined),
  );

/** How each convention writes a step: GenAI's own, OpenLLMetry 0.4x, OpenInference 0.1x. */
const shapes: Record<string, (step: Step) => Attributes> = {
  native: (step) => {
    const tokens = step.what === 'agent' ? step.sum : step.what === 'tool' ? undefined : step.tokens;
    return given({
      'gen_ai.operation.name':
        step.what === 'agent' ? 'invoke_agent' : step.what === 'tool' ? 'execute_tool' : step.what,
      'gen_ai.agent.name': step.what === 'agent' ? step.name : undefined,
      'gen_ai.tool.name': step.what === 'tool' ? step.name : undefined,
      'gen_ai.provider.name': 'provider' in step ? step.provider : undefined,
      'gen_ai.request.model': 'model' in step ? step.model : undefined,
      'gen_ai.response.model': 'model' in step ? step.model : undefined,
      'gen_ai.usage.input_tokens': tokens?.input,
      'gen_ai.usage.output_tokens': tokens?.output,
      'gen_ai.usage.cache_read.input_tokens': tokens?.cacheRead,
      'gen_ai.usage.cache_write.input_tokens': tokens?.cacheWrite,
      'gen_ai.usage.reasoning.output_tokens': tokens?.reasoning,
    });
  },
  openllmetry: (step) => {
    if (step.what === 'tool') return { 'traceloop.span.kind': 'tool', 'traceloop.entity.name': step.name };
    const tokens = step.what === 'agent' ? step.sum : step.tokens;
    return given({
      'traceloop.span.kind': step.what === 'agent' ? 'agent' : undefined,
      'traceloop.entity.name': step.what === 'agent' ? step.name : undefined,
      'llm.request.type':
        step.what === 'agent' ? undefined : step.what === 'embeddings' ? 'embedding' : 'chat',
      'gen_ai.system': 'provider' in step ? step.provider : undefined,
      'gen_ai.request.model': 'model' in step ? step.model : undefined,
      'gen_ai.response.model': 'model' in step ? step.model : undefined,
      'gen_ai.usage.prompt_tokens': tokens.input,
      'gen_ai.usage.completion_tokens': tokens.output,
      'llm.usage.total_tokens': tokens.input + tokens.output,
      'gen_ai.usage.cache_read_input_tokens': tokens.cacheRead,
      'gen_ai.usage.cache_creation_input_tokens': tokens.cacheWrite,
      'gen_ai.usage.reasoning_tokens': tokens.reasoning,
    });
  },
  openinference: (step) => {
    if (step.what === 'tool') return { 'openinference.span.kind': 'TOOL', 'tool.name': step.name };
    const tokens = step.what === 'agent' ? step.sum : step.tokens;
    const kind = { agent: 'AGENT', chat: 'LLM', embeddings: 'EMBEDDING' }[step.what];
    return given({
      'openinference.span.kind': kind,
      'agent.name': step.what === 'agent' ? step.name : undefined,
      'llm.provider': 'provider' in step ? step.provider : undefined,
      [step.what === 'embeddings' ? 'embedding.model_name' : 'llm.model_name']:
        'model' in step ? step.model : undefined,
      'llm.token_count.prompt': tokens.input,
      'llm.token_count.completion': tokens.output,
      'llm.token_count.total': tokens.input + tokens.output,
      'llm.token_count.prompt_details.cache_read': tokens.cacheRead,
      'llm.token_count.prompt_details.cache_write': tokens.cacheWrite,
      'llm.token_count.completion_details.reasoning': tokens.reasoning,
    });
  },
};

/** The spans of the run, parents first; a second lies between the starts. */
function spansOf(traceId: string, attributesOf: (step: Step) => Attributes): PlainSpan[] {
  const spans: PlainSpan[] = [];
  const startMs = Date.now() - 60_000;
  const add = (step: Step, parent?: string) => {
    const spanId = (spans.length + 1).toString(16).padStart(16, '0');
    const beginMs = startMs + spans.length * 1000;
    const at = spans.length;
    spans.push({
      traceId,
      spanId,
      name: step.what,
      startMs: beginMs,
      attributes: attributesOf(step),
      ...(parent ? { parentSpanId: parent } : {}),
    });
    if (step.what === 'agent') for (const inner of step.steps) add(inner, spanId);
    const span = spans[at];
    if (span) spans[at] = { ...span, endMs: startMs + spans.length * 1000 };
  };
  add(run);
  return spans;
}

/** Every 5th of 13, which meets each once: children come before parents and requests end mid-agent. */
const shuffled = <T>(items: readonly T[]) =>
  items.map((_, at) => items[(at * 5 + 3) % items.length]).filter((item) => item !== undefined);

const orders: Record<string, (spans: PlainSpan[]) => PlainSpan[][]> = {
  'in order, in one request': (spans) => [spans],
  'shuffled, a request each': (spans) => shuffled(spans).map((span) => [span]),
  'sent twice': (spans) => [spans, spans],
  'shuffled, and each twice in one request': (spans) => [shuffled(spans).flatMap((span) => [span, span])],
};

const pricesFile = writePrices(prices);
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_PRICES: pricesFile.path });
});
afterAll(async () => {
  await hub.remove();
  pricesFile.remove();
});

const cases = Object.keys(shapes).flatMap((shape) =>
  Object.keys(orders).map((order) => [shape, order] as const),
);

describe('a run of twelve steps costs what the prices say', () => {
  test.each(cases)('%s, %s', async (shape, order) => {
    const traceId = (cases.findIndex(([s, o]) => s === shape && o === order) + 1)
      .toString(16)
      .padStart(32, '0');
    const spans = spansOf(traceId, shapes[shape] ?? (() => ({})));
    expect(spans).toHaveLength(13);
    for (const request of orders[order]?.(spans) ?? []) {
      expect(await postJson(`${hub.url}/v1/traces`, tracesBody('shop', request))).toMatchObject({
        status: 200,
      });
    }
    await eventually(async () => {
      const { executions } = await get<Schemas['ExecutionList']>(
        hub,
        `/api/v1/executions?q=${traceId}&limit=10`,
      );
      const byName = Object.fromEntries(executions.map((execution) => [execution.name, execution]));
      expect(Object.keys(byName).sort()).toEqual(['planner', 'researcher', 'writer']);
      expect(byName).toMatchObject(expected);
      expect(byName.planner?.usage).toEqual(plannerUsage);
    });
    const id = `${traceId}${'1'.padStart(16, '0')}`;
    const detail = await get<Schemas['ExecutionDetail']>(hub, `/api/v1/executions/${id}`);
    expect(detail.execution).toMatchObject(expected.planner);
    expect(detail.steps).toHaveLength(12);
    expect(detail.steps.filter((step) => step.cost_source === 'unpriced').map((step) => step.model)).toEqual([
      'acme-lm',
    ]);
  });
});
