import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';

/** Arguments that are told apart; of further ones it is said that they are there. */
const MOST = 10;

/** A command without its arguments, keys included, for they hold ids: `SET ? ?`. */
export function commandWithoutValues(name: unknown, args: readonly unknown[]): string {
  const marks = args.slice(0, MOST).map(() => '?');
  return [String(name), ...marks, ...(args.length > MOST ? ['…'] : [])].join(' ');
}

/** The command of a span; undefined for one of a connection. */
export function commandOf({ [Attr.dbOperationName]: name }: Attributes): string | undefined {
  return name === undefined ? undefined : String(name);
}
