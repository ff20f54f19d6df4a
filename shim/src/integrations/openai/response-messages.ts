import { type Loose, looseList, parsedText } from '../stainless/loose.ts';
import { mediaPart } from './chat-messages.ts';

/** What a request for a response brings, as `gen_ai.input.messages` has it. */
export function responseInput(input: unknown): unknown[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', content: input }] }];
  return looseList(input).map((item) => ({ role: roleOf(item), parts: itemParts(item) }));
}

/** What a response says, as `gen_ai.output.messages` has it: one message of all its items. */
export function responseOutput(output: unknown, finishReason: string | undefined): unknown[] {
  const parts = looseList(output).flatMap(itemParts);
  return [{ role: 'assistant', parts, finish_reason: finishReason }];
}

function roleOf({ role, type }: Loose): unknown {
  if (role !== undefined) return role;
  return typeof type === 'string' && type.endsWith('_output') ? 'tool' : 'assistant';
}

function itemParts(item: Loose): unknown[] {
  const { type, call_id: id, content } = item;
  if (type === 'function_call' || type === 'custom_tool_call') {
    return [{ type: 'tool_call', id, name: item.name, arguments: parsedText(item.arguments ?? item.input) }];
  }
  if (type === 'function_call_output' || type === 'custom_tool_call_output') {
    return [{ type: 'tool_call_response', id, response: item.output }];
  }
  if (type === 'reasoning') {
    return looseList(item.summary).map(({ text }) => ({ type: 'reasoning', content: text }));
  }
  if (typeof content === 'string') return [{ type: 'text', content }];
  if (Array.isArray(content)) return looseList(content).map(partOf);
  return [{ type }];
}

function partOf({ type, text, refusal, image_url: image, file_id: file }: Loose): unknown {
  if (type === 'input_text' || type === 'output_text') return { type: 'text', content: text };
  if (type === 'refusal') return { type, content: refusal };
  if (type === 'input_image' && image) return mediaPart('image', image);
  return { type, ...(file !== undefined && { file_id: file }) };
}
