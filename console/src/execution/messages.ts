import { Attr } from '@observatory/shim/conventions';

/** A piece of a message. */
export type MessagePart =
  | { readonly kind: 'text' | 'reasoning'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'answer'; readonly name: string | null; readonly value: unknown }
  /** Of a form that is not known, such as an image. */
  | { readonly kind: 'other'; readonly value: unknown };

/** What a user, a model, a tool or the system said. */
export interface Message {
  readonly role: string;
  readonly parts: readonly MessagePart[];
}

/** What went into a call of a model, and what came out of it. */
export interface Exchange {
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}

type Attributes = Readonly<Record<string, unknown>>;
type Loose = Readonly<Record<string, unknown>>;

/** Where instrumentations keep what goes in and comes out, the conventions' first. */
const whole = {
  input: [
    Attr.inputMessages,
    'ai.prompt.messages',
    'ai.prompt',
    'gen_ai.request.messages',
    'gen_ai.prompt',
    'langfuse.observation.input',
    'traceloop.entity.input',
    'input.value',
  ],
  output: [
    Attr.outputMessages,
    'ai.response.text',
    'ai.response.object',
    'gen_ai.completion',
    'gen_ai.response.text',
    'langfuse.observation.output',
    'traceloop.entity.output',
    'output.value',
  ],
} as const;
/** Where they stand one attribute each: `llm.input_messages.0.message.content`, `gen_ai.prompt.0.role`. */
const numbered = {
  input: [/^llm\.input_messages\.(\d+)\.message\.(.+)$/, /^gen_ai\.prompt\.(\d+)\.(.+)$/],
  output: [/^llm\.output_messages\.(\d+)\.message\.(.+)$/, /^gen_ai\.completion\.(\d+)\.(.+)$/],
} as const;

const isLoose = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNothing = (value: unknown) => value === undefined || value === null || value === '';

/** JSON in a text as what it says; all else as it is. */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function partOf(value: unknown): MessagePart {
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (!isLoose(value)) return { kind: 'other', value };
  const { type, content, text, name, reasoning, thinking } = value;
  if (type === 'tool_call' || type === 'tool_use' || type === 'tool-call' || type === 'function') {
    return callOf(value);
  }
  if (type === 'tool_call_response' || type === 'tool_result' || type === 'tool-result') {
    const answer = [value.response, value.result, value.output, content].find((each) => !isNothing(each));
    return { kind: 'answer', name: typeof name === 'string' ? name : null, value: unwrapped(answer) };
  }
  const thought = [reasoning, thinking].find((each) => typeof each === 'string');
  if (typeof thought === 'string') return { kind: 'reasoning', text: thought };
  const said = [content, text].find((each) => typeof each === 'string');
  if (typeof said !== 'string') return { kind: 'other', value };
  return { kind: type === 'reasoning' || type === 'thinking' ? 'reasoning' : 'text', text: said };
}

/** A call of a tool in any provider's form. */
function callOf(value: Loose): MessagePart {
  const inner = isLoose(value.function) ? value.function : value;
  const given = [inner.arguments, inner.args, inner.input, inner.parameters].find(
    (each) => each !== undefined,
  );
  const name = [inner.name, inner.toolName].find((each) => typeof each === 'string');
  return { kind: 'call', name: typeof name === 'string' ? name : '', value: unwrapped(given ?? null) };
}

function partsOf(content: unknown): MessagePart[] {
  if (isNothing(content)) return [];
  return Array.isArray(content) ? content.map(partOf) : [partOf(content)];
}

function messageOf(value: unknown, role: string): Message {
  if (!isLoose(value)) return { role, parts: partsOf(value) };
  const said = isLoose(value.message) ? value.message : value;
  const of = typeof said.role === 'string' ? said.role : role;
  if (said.parts === undefined && said.content === undefined && said.tool_calls === undefined) {
    return { role: of, parts: [{ kind: 'other', value }] };
  }
  const content = said.parts ?? said.content;
  const parts =
    of === 'tool' && typeof content === 'string'
      ? [{ kind: 'answer', name: null, value: unwrapped(content) } as const]
      : partsOf(content);
  const calls = Array.isArray(said.tool_calls) ? said.tool_calls.filter(isLoose).map(callOf) : [];
  return { role: of, parts: [...parts, ...calls] };
}

function messagesOf(value: unknown, role: string): Message[] {
  const found = unwrapped(value);
  if (isNothing(found)) return [];
  if (Array.isArray(found)) return found.map((each) => messageOf(each, role));
  if (isLoose(found)) {
    const list = found.messages ?? found.choices;
    if (Array.isArray(list)) return list.map((each) => messageOf(each, role));
    if (found.role === undefined && found.content === undefined && found.parts === undefined) {
      return [{ role, parts: [{ kind: 'other', value: found }] }];
    }
  }
  return [messageOf(found, role)];
}

function numberedMessages(attributes: Attributes, side: 'input' | 'output', role: string): Message[] {
  const found = new Map<number, Record<string, unknown>>();
  for (const [name, value] of Object.entries(attributes)) {
    for (const pattern of numbered[side]) {
      const [, index, key] = pattern.exec(name) ?? [];
      if (index === undefined || key === undefined) continue;
      const message = found.get(Number(index)) ?? {};
      message[key] = value;
      found.set(Number(index), message);
    }
  }
  return [...found]
    .sort(([one], [other]) => one - other)
    .map(([, { role: of, content, ...more }]) => ({
      role: typeof of === 'string' ? of : role,
      parts: [
        ...partsOf(unwrapped(content)),
        ...(Object.keys(more).length > 0 && isNothing(content) ? [partOf(more)] : []),
      ],
    }));
}

function side(attributes: Attributes, which: 'input' | 'output'): Message[] {
  const role = which === 'input' ? 'user' : 'assistant';
  const name = whole[which].find((each) => !isNothing(attributes[each]));
  return name === undefined ? numberedMessages(attributes, which, role) : messagesOf(attributes[name], role);
}

/** The messages that a span of a call of a model carries, whichever instrumentation recorded them; null without any. */
export function exchangeOf(attributes: Attributes): Exchange | null {
  const system = messagesOf(attributes[Attr.systemInstructions], 'system').map(({ parts }) => ({
    role: 'system',
    parts,
  }));
  const input = [...system, ...side(attributes, 'input')];
  const output = side(attributes, 'output');
  const calls = unwrapped(attributes['ai.response.toolCalls'] ?? attributes['gen_ai.response.tool_calls']);
  if (Array.isArray(calls) && calls.some(isLoose)) {
    output.push({ role: 'assistant', parts: calls.filter(isLoose).map(callOf) });
  }
  return input.length + output.length === 0 ? null : { input, output };
}

/** What a call of a tool was given and answered. */
export interface ToolContent {
  readonly given: unknown;
  readonly answered: unknown;
}

const toolNames = {
  given: [Attr.toolCallArguments, 'ai.toolCall.args', 'gen_ai.tool.input', 'tool.parameters', 'input.value'],
  answered: [Attr.toolCallResult, 'ai.toolCall.result', 'gen_ai.tool.output', 'output.value'],
} as const;

/** Arguments and result that the span of a tool call carries; null without either. */
export function toolContentOf(attributes: Attributes): ToolContent | null {
  const of = (names: readonly string[]) =>
    unwrapped(names.map((name) => attributes[name]).find((value) => !isNothing(value)) ?? null);
  const content = { given: of(toolNames.given), answered: of(toolNames.answered) };
  return content.given === null && content.answered === null ? null : content;
}
