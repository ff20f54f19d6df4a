import { currentConfig } from '../../config/current-config.ts';
import type { InferenceCall, TokenUsage } from '../../tracking/types.ts';
import type { AnswerReader } from '../stainless/answer-reader.ts';
import { type Loose, loose, looseList, numberIn, parsedText, textIn } from '../stainless/loose.ts';
import { outputMessage } from './content-blocks.ts';

const MAX_BLOCKS = 256;

/** Reads messages: whole ones, and the events of streamed ones. */
export class MessageReader implements AnswerReader {
  readonly #call: InferenceCall;
  readonly #withContent: boolean;
  #usage: Loose = {};
  #stopReason: unknown;
  readonly #blocks: { block: Loose; text: string }[] = [];
  /** Characters that may still be kept; what is recorded is cut below that. */
  #room = 2 * currentConfig().agent.maxPayloadBytes;

  constructor(call: InferenceCall, withContent: boolean) {
    this.#call = call;
    this.#withContent = withContent;
  }

  whole(answer: unknown): void {
    const { id, model, usage, content, stop_reason: stopReason } = loose(answer);
    this.#call.setResponse({
      id: textIn(id),
      model: textIn(model),
      ...(typeof stopReason === 'string' && { finishReasons: [stopReason] }),
      ...(this.#withContent && { output: [outputMessage(content, stopReason)] }),
    });
    this.#call.setUsage(usageOf(loose(usage)));
  }

  chunk(chunk: unknown): void {
    const event = loose(chunk);
    if (event.type === 'message_start') this.#start(loose(event.message));
    else if (event.type === 'message_delta') this.#change(event);
    else if (this.#withContent) this.#keep(event);
  }

  end(): undefined {
    if (typeof this.#stopReason === 'string') this.#call.setResponse({ finishReasons: [this.#stopReason] });
    if (!this.#withContent || this.#blocks.length === 0) return;
    const content = this.#blocks.map(({ block, text }) => wholeBlock(block, text));
    this.#call.setResponse({ output: [outputMessage(content, this.#stopReason)] });
  }

  #start({ id, model, usage }: Loose): void {
    this.#call.setResponse({ id: textIn(id), model: textIn(model) });
    this.#tell(usage);
  }

  #change({ delta, usage }: Loose): void {
    this.#stopReason = loose(delta).stop_reason ?? this.#stopReason;
    this.#tell(usage);
  }

  /** What an event leaves out, or has as null, stays as the events before it told. */
  #tell(usage: unknown): void {
    const told = Object.entries(loose(usage)).filter(([, value]) => value !== null && value !== undefined);
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) };
    this.#call.setUsage(usageOf(this.#usage));
  }

  #keep({ type, index, content_block: block, delta }: Loose): void {
    if (typeof index !== 'number' || index < 0 || index >= MAX_BLOCKS) return;
    if (type === 'content_block_start') this.#blocks[index] = { block: loose(block), text: '' };
    const kept = this.#blocks[index];
    if (type !== 'content_block_delta' || kept === undefined || this.#room <= 0) return;
    const { text, partial_json: json, thinking } = loose(delta);
    const piece = textIn(text ?? json ?? thinking) ?? '';
    this.#room -= piece.length;
    kept.text += piece;
  }
}

/** A block as a whole message has it. */
function wholeBlock(block: Loose, text: string): Loose {
  if (block.type === 'text') return { ...block, text: `${textIn(block.text) ?? ''}${text}` };
  if (block.type === 'thinking') return { ...block, thinking: text };
  return text === '' ? block : { ...block, input: parsedText(text) };
}

/** What compacting the conversation took stands in its iterations alone. */
function usageOf(usage: Loose): TokenUsage {
  const compactions = looseList(usage.iterations).filter(({ type }) => type === 'compaction');
  const parts = [usage, ...compactions].map(partUsage);
  const { reasoning } = partUsage(usage);
  const sum = (of: (part: TokenUsage) => number | undefined) =>
    parts
      .map(of)
      .reduce((total, tokens) => (tokens === undefined ? total : (total ?? 0) + tokens), undefined);
  return {
    input: sum(({ input }) => input),
    output: sum(({ output }) => output),
    cacheRead: sum(({ cacheRead }) => cacheRead),
    cacheWrite: sum(({ cacheWrite }) => cacheWrite),
    reasoning,
  };
}

/** Anthropic counts cached tokens beside the input. */
function partUsage(usage: Loose): TokenUsage {
  const cacheRead = numberIn(usage.cache_read_input_tokens);
  const cacheWrite = numberIn(usage.cache_creation_input_tokens);
  const beside = numberIn(usage.input_tokens);
  return {
    input: beside === undefined ? undefined : beside + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: numberIn(usage.output_tokens),
    cacheRead,
    cacheWrite,
    reasoning: numberIn(loose(usage.output_tokens_details).thinking_tokens),
  };
}
