import { type Loose, loose, looseList } from '../stainless/loose.ts';

/** Messages of a request, as `gen_ai.input.messages` has them. */
export function messageInput(messages: unknown): unknown[] {
  return looseList(messages).map(({ role, content }) => ({ role, parts: partsOf(content) }));
}

/** The system's text, as `gen_ai.system_instructions` has it. */
export function systemParts(system: unknown): unknown[] | undefined {
  return system === undefined || system === null ? undefined : partsOf(system);
}

/** An answer, as `gen_ai.output.messages` has it. */
export function outputMessage(content: unknown, stopReason: unknown): unknown {
  return { role: 'assistant', parts: partsOf(content), finish_reason: stopReason };
}

function partsOf(content: unknown): unknown[] {
  return typeof content === 'string' ? [{ type: 'text', content }] : looseList(content).map(partOf);
}

/** Blocks that the conventions have no part for keep their kind. */
function partOf(block: Loose): unknown {
  const { type, id, name } = block;
  if (type === 'text') return { type, content: block.text };
  if (type === 'thinking') return { type: 'reasoning', content: block.thinking };
  if (type === 'tool_use' || type === 'server_tool_use')
    return { type: 'tool_call', id, name, arguments: block.input };
  if (typeof type === 'string' && type.endsWith('tool_result')) {
    return { type: 'tool_call_response', id: block.tool_use_id, response: block.content };
  }
  if (type === 'image' || type === 'document') return mediaPart(type, loose(block.source));
  return { type };
}

/** Pictures and documents that stand in the message itself are left out: they are large. */
function mediaPart(modality: string, { type, url, file_id: file, media_type: mimeType }: Loose): unknown {
  if (type === 'url') return { type: 'uri', modality, uri: url };
  if (type === 'file') return { type: 'file', modality, file_id: file };
  return { type: 'blob', modality, mime_type: mimeType };
}
