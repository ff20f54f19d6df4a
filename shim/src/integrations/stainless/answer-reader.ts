/** Reads the answer of a model, and tells the inference what it says. What it throws goes nowhere. */
export interface AnswerReader {
  /** An answer that came as a whole. */
  whole(answer: unknown): void;
  /** A chunk of a streamed answer. */
  chunk(chunk: unknown): void;
  /** After the last chunk, or where no more are read; gives the error that an answer told of. */
  end?(): Error | undefined;
}
