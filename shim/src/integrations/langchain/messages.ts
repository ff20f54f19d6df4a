import { type Loose, loose, looseList } from '../stainless/loose.ts';

/** Kinds of LangChain's messages → roles of the GenAI conventions. */
const roles: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['system', 'system'],
  ['developer', 'system'],
  ['tool', 'tool'],
  ['function', 'tool'],
]);

/** What a model is asked, as `gen_ai.input.messages` has it. */
export function inputMessages(input: unknown): unknown {
  if (!Array.isArray(input)) return input;
  return input.flat().map((item) => (typeof item === 'string' ? said('user', item) : messageOf(loose(item))));
}

/** A generation of an answer, as `gen_ai.output.messages` has it. */
export function outputMessage(generation: Loose): unknown {
  const { message, text } = generation;
  return message === undefined ? said('assistant', text) : messageOf(loose(message));
}

function said(role: string, content: unknown): unknown {
  return { role, parts: [{ type: 'text', content }] };
}

function messageOf(message: Loose): unknown {
  const { content, tool_calls: toolCalls, tool_call_id: toolCallId } = message;
  const kind = kindOf(message);
  const role = roles.get(kind) ?? kind;
  if (role === 'tool')
    return { role, parts: [{ type: 'tool_call_response', id: toolCallId, response: content }] };
  const calls = looseList(toolCalls).map(({ id, name, args }) => ({
    type: 'tool_call',
    id,
    name,
    arguments: args,
  }));
  return { role, parts: [...partsOf(content), ...calls] };
}

/** Chunks and messages alike tell their kind by a method, and those of 1.0 by a member too. */
function kindOf(message: Loose): string {
  const { type, getType, _getType: oldGetType } = message;
  if (typeof type === 'string') return type;
  const method = getType ?? oldGetType;
  return typeof method === 'function' ? String(method.call(message)) : 'unknown';
}

/** Calls of tools stand in the content of some providers as well. */
function partsOf(content: unknown): unknown[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return looseList(content)
    .filter(({ type }) => type !== 'tool_use' && type !== 'tool_call' && type !== 'function_call')
    .map(({ type, text, reasoning, thinking }) => {
      if (text !== undefined) return { type: 'text', content: text };
      if (reasoning !== undefined || thinking !== undefined) {
        return { type: 'reasoning', content: reasoning ?? thinking };
      }
      return { type };
    });
}
