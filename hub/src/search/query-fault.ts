/** What is wrong with a query: what was expected and what came, and the place of it, counted from 0. */
export class QueryFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'QueryFault';
    this.at = at;
  }
}
