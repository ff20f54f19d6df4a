import Type, { type Static, type TSchema } from 'typebox';

/** What the shapes of the API's answers are built of. Times are ISO 8601 with microseconds in UTC. */

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const oneOf = <const V extends readonly string[]>(values: V, description?: string) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: values, ...(description ? { description } : {}) });
export const Time = (description: string) => Type.String({ format: 'date-time', description });
export const Text = (description: string) => Type.String({ description });
export const Count = (description: string) => Type.Integer({ minimum: 0, description });
/** A reference to a schema that is registered under its `$id`, typed as that schema. */
export const Ref = <T extends TSchema>(schema: T & { $id?: string }) =>
  Type.Unsafe<Static<T>>({ $ref: `${(schema as { $id?: string }).$id}#` });
export const Json = (description: string) => Type.Unsafe<unknown>({ description });
export const Fields = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description });
