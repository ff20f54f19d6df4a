/** Arguments that are told apart; of further ones it is said that they are there. */
const MOST = 10;

/** A command without its arguments, keys included, for they hold ids: `SET ? ?`. */
export function commandWithoutValues(name: unknown, args: readonly unknown[]): string {
  const marks = args.slice(0, MOST).map(() => '?');
  return [String(name), ...marks, ...(args.length > MOST ? ['…'] : [])].join(' ');
}
