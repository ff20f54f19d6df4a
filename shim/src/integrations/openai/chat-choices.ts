import { currentConfig } from '../../config/current-config.ts';
import { loose, looseList, textIn } from '../stainless/loose.ts';
import { choiceMessage } from './chat-messages.ts';

/** Of a request for many choices and calls of tools, what is kept of each list. */
const MAX_KEPT = 64;

interface Choice {
  finishReason: string | undefined;
  content: string;
  readonly toolCalls: { id: string | undefined; name: string; arguments: string }[];
}

/** The choices of a streamed answer, put together of their pieces; texts only where content is kept. */
export class ChatChoices {
  readonly #withContent: boolean;
  readonly #choices: Choice[] = [];
  #isFirst = true;
  /** Characters that may still be kept; what is recorded is cut below that. */
  #room = 2 * currentConfig().agent.maxPayloadBytes;

  constructor(withContent: boolean) {
    this.#withContent = withContent;
  }

  /** Whether this is asked for the first time. */
  isFirst(): boolean {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    return isFirst;
  }

  add(choices: unknown): void {
    if (!Array.isArray(choices)) return;
    for (const choice of choices as readonly unknown[]) {
      const { index = 0, delta, text, finish_reason: finishReason } = loose(choice);
      if (typeof index !== 'number' || index < 0 || index >= MAX_KEPT) continue;
      this.#choices[index] ??= { finishReason: undefined, content: '', toolCalls: [] };
      const kept = this.#choices[index];
      kept.finishReason = textIn(finishReason) ?? kept.finishReason;
      if (this.#withContent) this.#keep(kept, loose(delta), text);
    }
  }

  get finishReasons(): string[] {
    return this.#choices.flatMap(({ finishReason }) => finishReason ?? []);
  }

  /** The messages, as the conventions have them. */
  get messages(): unknown[] {
    return this.#choices.map(({ finishReason, content, toolCalls }) =>
      choiceMessage({
        finish_reason: finishReason,
        message: {
          role: 'assistant',
          content,
          tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
            id,
            function: { name, arguments: text },
          })),
        },
      }),
    );
  }

  #keep(kept: Choice, delta: ReturnType<typeof loose>, text: unknown): void {
    kept.content += this.#kept(delta.content ?? text);
    for (const { index, id, function: called } of looseList(delta.tool_calls)) {
      const place = typeof index === 'number' ? index : kept.toolCalls.length;
      if (place < 0 || place >= MAX_KEPT) continue;
      kept.toolCalls[place] ??= { id: undefined, name: '', arguments: '' };
      const call = kept.toolCalls[place];
      call.id = textIn(id) ?? call.id;
      call.name += this.#kept(loose(called).name);
      call.arguments += this.#kept(loose(called).arguments);
    }
  }

  #kept(piece: unknown): string {
    if (typeof piece !== 'string' || this.#room <= 0) return '';
    this.#room -= piece.length;
    return piece;
  }
}
