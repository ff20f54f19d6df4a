import { type Loose, loose, textIn } from '../stainless/loose.ts';

/** Contents of a request or answer (text, a part, a content, or a list of these) as messages of the conventions. */
export function messagesOf(contents: unknown): readonly Loose[] {
  const list = Array.isArray(contents) ? contents : contents === undefined ? [] : [contents];
  return list.map((content) => {
    const { role, parts } = loose(content);
    return {
      role: role === 'model' ? 'assistant' : (textIn(role) ?? 'user'),
      parts: (Array.isArray(parts) ? parts : [content]).map(partOf),
    };
  });
}

function partOf(part: unknown): Loose {
  if (typeof part === 'string') return { type: 'text', content: part };
  const { text, thought, functionCall, functionResponse } = loose(part);
  if (typeof text === 'string') return { type: thought === true ? 'reasoning' : 'text', content: text };
  if (functionCall !== undefined) {
    const { id, name, args } = loose(functionCall);
    return { type: 'tool_call', id, name, arguments: args };
  }
  if (functionResponse !== undefined) {
    const { id, response } = loose(functionResponse);
    return { type: 'tool_call_response', id, response };
  }
  // Images and files: what they are, without their bytes.
  return { type: Object.keys(loose(part))[0] ?? 'unknown' };
}

/** Joins the texts of the chunks of one answer. */
export function joined(parts: readonly Loose[]): readonly Loose[] {
  const list: Loose[] = [];
  for (const part of parts) {
    const last = list.at(-1);
    const isSame = last !== undefined && last.type === part.type && typeof part.content === 'string';
    if (isSame) list[list.length - 1] = { ...last, content: `${String(last.content)}${part.content}` };
    else list.push(part);
  }
  return list;
}
