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

/** The content of the answer that says all is well: 200, 201 where something was made, 202 where it goes on. */
type Content<O> = O extends { responses: infer R }
  ? { [S in keyof R & (200 | 201 | 202)]: R[S] extends { content: infer C } ? C : never }[keyof R &
      (200 | 201 | 202)]
  : never;

/** What the hub answers. */
export type HubAnswer<M extends HubMethod, P extends HubPath<M>> = [Content<Operation<M, P>>] extends [never]
  ? undefined
  : Content<Operation<M, P>> extends { 'application/json': infer J }
    ? J
    : Content<Operation<M, P>>[keyof Content<Operation<M, P>>];

/** The path with its parameters filled in. */
export function filledPath(path: string, parameters: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
}
