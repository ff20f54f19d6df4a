import fastJsonStringify, { type Schema } from 'fast-json-stringify';

type Serializer = (answer: unknown) => string;

/** By the schema as text: the same answer (an error, say) stands at most routes, and several hubs may run in a process. */
const compiled = new Map<string, Serializer>();

/**
 * Compiles what writes answers of a schema as JSON. Fastify's own compiler checks all shared schemas again for each status
 * of each route, which made up most of a hub's start; this one takes those that the schema refers to, and compiles equal
 * ones once. The `$id` of a shared schema stands for one schema in the whole program.
 */
export function serializerBuilder(shared: unknown) {
  const schemas = shared as Record<string, Schema>;
  return ({ schema }: { schema?: unknown }): Serializer => {
    const text = JSON.stringify(schema);
    const known = compiled.get(text);
    if (known) return known;
    const serializer = fastJsonStringify(schema as Schema, { schema: referredTo(text, schemas) });
    compiled.set(text, serializer);
    return serializer;
  };
}

/** The shared schemas that a schema, as text, refers to, and those that these refer to. */
function referredTo(text: string, schemas: Record<string, Schema>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const texts = [text];
  for (let next = texts.pop(); next !== undefined; next = texts.pop()) {
    for (const [, name = ''] of next.matchAll(/"\$ref":"([^"#]+)/g)) {
      const schema = schemas[name];
      if (schema === undefined || name in found) continue;
      found[name] = schema;
      texts.push(JSON.stringify(schema));
    }
  }
  return found;
}
