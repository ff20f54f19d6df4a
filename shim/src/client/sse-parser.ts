export interface SseMessage {
  /** Undefined where the message has none. */
  readonly id: string | undefined;
  /** Undefined where the message only gives the id to resume after. */
  readonly data: string | undefined;
}

/**
 * Parses server-sent events (WHATWG HTML, "9.2.6 Interpreting an event stream") from pieces of text. Libraries
 * leave out messages without data, whose ids count all the same: the hub gives the id to resume after with one.
 */
export class SseParser {
  readonly #maxLength: number;
  /** The start of a line whose end has not come. */
  #rest = '';
  #data: string[] = [];
  #length = 0;
  #id: string | undefined;
  #endedWithCr = false;

  /** `maxLength` is the most characters of one message. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The messages that are complete with this piece. Throws a RangeError where one is too long. */
  push(text: string): SseMessage[] {
    // A line may end with CR, LF or both, and the two may come apart.
    const piece = this.#endedWithCr && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#endedWithCr = text.endsWith('\r');
    const messages: SseMessage[] = [];
    // A line of many pieces is only looked at once it is whole.
    const lines = /[\r\n]/.test(piece) ? (this.#rest + piece).split(/\r\n|\n|\r/) : [this.#rest + piece];
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') this.#dispatch(messages);
      else this.#take(line);
    }
    if (this.#length + this.#rest.length > this.#maxLength) {
      throw new RangeError(`a message is longer than ${this.#maxLength} characters`);
    }
    return messages;
  }

  #take(line: string): void {
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#length += value.length;
    } else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }

  #dispatch(messages: SseMessage[]): void {
    const data = this.#data.join('\n') || undefined;
    if (data !== undefined || this.#id !== undefined) messages.push({ id: this.#id, data });
    this.#data = [];
    this.#length = 0;
    this.#id = undefined;
  }
}
