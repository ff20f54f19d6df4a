import { type Loose, loose, looseList, parsedText } from '../stainless/loose.ts';

/** Messages of a request, as `gen_ai.input.messages` has them. */
export function chatInput(messages: unknown): unknown[] {
  return looseList(messages)
    .filter(({ role }) => !isInstruction(role))
    .map((message) => ({ role: message.role, parts: partsOf(message) }));
}

/** What the system or the developer says, as `gen_ai.system_instructions` has it. */
export function chatInstructions(messages: unknown): unknown[] | undefined {
  const instructions = looseList(messages).filter(({ role }) => isInstruction(role));
  return instructions.length === 0 ? undefined : instructions.flatMap(({ content }) => textParts(content));
}

/** A choice of an answer, as `gen_ai.output.messages` has it; of a completion before chat too. */
export function choiceMessage({ message, text, finish_reason: finishReason }: Loose): unknown {
  const said = loose(message ?? { role: 'assistant', content: text });
  return { role: said.role ?? 'assistant', parts: partsOf(said), finish_reason: finishReason };
}

function isInstruction(role: unknown): boolean {
  return role === 'system' || role === 'developer';
}

function partsOf(message: Loose): unknown[] {
  if (message.role === 'tool') {
    return [{ type: 'tool_call_response', id: message.tool_call_id, response: message.content }];
  }
  const refusal = message.refusal ? [{ type: 'refusal', content: message.refusal }] : [];
  const toolCalls = looseList(message.tool_calls).map(({ id, function: called, custom }) => ({
    type: 'tool_call',
    id,
    name: loose(called ?? custom).name,
    arguments: parsedText(loose(called ?? custom).arguments ?? loose(custom).input),
  }));
  return [...textParts(message.content), ...refusal, ...toolCalls];
}

function textParts(content: unknown): unknown[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return looseList(content).map(partOf);
}

/** A part of a message; of pictures and sound their kind, and where they are. */
function partOf({ type, text, refusal, image_url: image, ...rest }: Loose): unknown {
  if (type === 'text') return { type: 'text', content: text };
  if (type === 'refusal') return { type, content: refusal };
  if (type === 'image_url') return mediaPart('image', loose(image).url);
  if (type === 'input_audio')
    return { type: 'blob', modality: 'audio', mime_type: loose(rest.input_audio).format };
  return { type, ...(typeof rest.file === 'object' && { file_id: loose(rest.file).file_id }) };
}

/** Pictures that stand in the message itself are left out: they are large, and no text. */
export function mediaPart(modality: string, url: unknown): unknown {
  const inline = typeof url === 'string' ? /^data:([\w/+.-]*)/.exec(url) : null;
  return inline ? { type: 'blob', modality, mime_type: inline[1] } : { type: 'uri', modality, uri: url };
}
