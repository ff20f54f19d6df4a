import type { FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { type SavedItem, SavedItems, type SavedKind } from '../saved/saved-items.ts';
import type { Api, HubContext } from './context.ts';
import { SavedActions, type SavedWords } from './saved-routes.ts';
import { ErrorAnswer } from './schemas/error-answer.ts';

const Params = Type.Object({ id: Type.String({ format: 'uuid', description: '`id` of the list.' }) });
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };

/** A kind of items that people save for all of a project. */
export interface SavedItemRoutes<C extends object> extends SavedWords {
  readonly kind: SavedKind;
  /** The kind in names of operations, as `View` in `getView`. */
  readonly operation: string;
  readonly summaries: Readonly<Record<'list' | 'create' | 'get' | 'put' | 'delete', string>>;
  readonly schemas: Readonly<Record<'newBody' | 'body' | 'item' | 'list', TSchema>>;
  /** Of a body as large as bodies usually may be, unless given. */
  readonly bodyLimit?: number;
  /** What of a body is kept besides its name; throws where it does not hold together. */
  readonly contentOf: (body: C) => C;
  readonly answerOf: (item: SavedItem<C>) => object;
  readonly listOf: (items: readonly SavedItem<C>[]) => object;
}

interface Named {
  readonly name: string;
}
interface Known extends Named {
  readonly updated_at: string;
}
interface One {
  Params: { id: string };
}

/** The body as the route's schema, which its kind gives, let it through. */
const checked = <B>({ body }: Pick<FastifyRequest, 'body'>) => body as B;

/** Lists, makes, reads, changes and deletes items of a kind. */
export function savedItemRoutes<C extends object>(
  app: Api,
  context: HubContext,
  { kind, operation, summaries, schemas, contentOf, answerOf, listOf, ...more }: SavedItemRoutes<C>,
): void {
  const { path, bodyLimit } = more;
  const items = new SavedItems<C>(context.database, kind);
  const actions = new SavedActions(items, more);
  const access = { access: 'operate' } as const;
  const limit = bodyLimit === undefined ? {} : { bodyLimit };
  const tags = ['saved'];
  const one = { tags, params: Params };

  app.get(
    path,
    {
      schema: {
        operationId: `list${operation}s`,
        summary: summaries.list,
        tags,
        response: { 200: schemas.list, ...refusals },
      },
    },
    async (request) => listOf(await items.list(context.projectOf(request))),
  );

  app.post(
    path,
    {
      config: access,
      ...limit,
      schema: {
        operationId: `create${operation}`,
        summary: summaries.create,
        tags,
        body: schemas.newBody,
        response: { 201: schemas.item, ...refusals },
      },
    },
    async (request, reply) => {
      const body = checked<Named & C>(request);
      const made = await actions.make(request, context.projectOf(request), body.name, contentOf(body));
      return reply.code(201).send(answerOf(made));
    },
  );

  app.get<One>(
    `${path}/:id`,
    {
      schema: {
        ...one,
        operationId: `get${operation}`,
        summary: summaries.get,
        response: { 200: schemas.item, 404: ErrorAnswer, ...refusals },
      },
    },
    async (request) => answerOf(await actions.read(context.projectOf(request), request.params.id)),
  );

  app.put<One>(
    `${path}/:id`,
    {
      config: access,
      ...limit,
      schema: {
        ...one,
        operationId: `put${operation}`,
        summary: summaries.put,
        body: schemas.body,
        response: { 200: schemas.item, 404: ErrorAnswer, 409: ErrorAnswer, ...refusals },
      },
    },
    async (request) => {
      const body = checked<Known & C>(request);
      const given = { name: body.name, updated_at: body.updated_at, content: contentOf(body) };
      return answerOf(await actions.replace(request, context.projectOf(request), request.params.id, given));
    },
  );

  app.delete<One>(
    `${path}/:id`,
    {
      config: access,
      schema: {
        ...one,
        operationId: `delete${operation}`,
        summary: summaries.delete,
        response: { 204: Type.Null(), 404: ErrorAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      await actions.delete(context.projectOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
