import type { paths } from './hub-api.gen.ts';
import type { RequestOptions } from './hub-connection.ts';

type Methods = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Paths of the hub that take this method. */
export type HubPath<M extends Methods = 'get'> = {
  [P in keyof paths]: paths[P] extends { readonly [K in M]: object } ? P : never;
}[keyof paths];
/** Methods that the hub takes. */
export type HubMethod = { [M in Methods]: HubPath<M> extends never ? never : M }[Methods];

type Operation<M extends HubMethod, P extends HubPath<M>> = paths[P] extends { readonly [K in M]: infer O }
  ? O
  : never;
type Parameters<O, K extends 'query' | 'path'> = O extends { parameters: { [N in K]?: infer Q } }
  ? Exclude<Q, undefined>
  : never;
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** The parameters of a query; what has a default in the hub may be left out. */
export type HubQuery<P extends HubPath, M extends HubMethod = 'get'> =
  P extends HubPath<M> ? Partial<Parameters<Operation<M, P>, 'query'>> : never;

type Given<K extends string, T> = [T] extends [never] ? object : { readonly [N in K]: T };

/** What a request takes beside its path: `path` for what is in braces there, `query`, `body`. */
export type HubRequest<M extends HubMethod, P extends HubPath<M>> = RequestOptions & {
  readonly query?: Partial<Parameters<Operation<M, P>, 'query'>>;
} & Given<'path', Parameters<Operation<M, P>, 'path'>> &
  Given<'body', Body<Operation<M, P>>>;

/** What the hub answers. */
export type HubAnswer<M extends HubMethod, P extends HubPath<M>> =
  Operation<M, P> extends {
    responses: { 200: { content: infer C } };
  }
    ? C extends { 'application/json': infer J }
      ? J
      : C[keyof C]
    : undefined;

/** The path with its parameters filled in. */
export function filledPath(path: string, parameters: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
}
