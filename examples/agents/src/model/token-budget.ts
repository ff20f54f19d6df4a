import type { Usage } from './answer.ts';

/** The run spent more tokens than it may. */
class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
}

/** Tokens that one run may spend, over all of its agents. */
export class TokenBudget {
  readonly limit: number;
  #spent = 0;
  #calls = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get spent(): number {
    return this.#spent;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Counts an answer. Throws BudgetExceeded where the run is over its limit. */
  spend({ input, output }: Usage): void {
    this.#calls += 1;
    this.#spent += input + output;
    if (this.#spent > this.limit) {
      throw new BudgetExceeded(`${this.#spent} tokens spent, the limit of this run is ${this.limit}`);
    }
  }
}
