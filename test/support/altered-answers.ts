import openApi from '../../hub/openapi.json' with { type: 'json' };

/** As much of a JSON schema as the hub's document uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
}

/**
 * How a hub differs from the one that the page was made for: `newer` has words in its enumerations, and fields, that the
 * page has never heard of; `partial` gives null wherever its document allows it, leaves out what may be left out, and has
 * empty lists; `older` leaves out a third of all fields, needed or not.
 */
export type Difference = 'newer' | 'partial' | 'older';

const UNKNOWN = 'a_newer_word';
const schemas = openApi.components.schemas as unknown as Readonly<Record<string, Schema>>;

const resolved = (schema: Schema): Schema => {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolved(schemas[name] ?? {});
};

const choices = (schema: Schema) => [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(resolved);

const isNullable = (schema: Schema): boolean =>
  schema.type === 'null' ||
  (Array.isArray(schema.type) && schema.type.includes('null')) ||
  choices(schema).some(isNullable);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The choice that is meant for a value: the one whose properties it has. */
function schemaOf(given: Schema, value: unknown): Schema {
  const schema = resolved(given);
  const all = choices(schema).filter(({ type }) => type !== 'null');
  if (all.length === 0) return schema;
  const fits = (one: Schema) =>
    isRecord(value)
      ? Object.keys(value).filter((name) => one.properties?.[name]).length
      : Number(Array.isArray(value) ? one.items !== undefined : one.enum?.includes(value));
  return all.toSorted((one, other) => fits(other) - fits(one))[0] ?? schema;
}

function altered(given: Schema, value: unknown, difference: Difference): unknown {
  if (difference === 'partial' && isNullable(resolved(given))) return null;
  const schema = schemaOf(given, value);
  if (Array.isArray(value)) {
    return difference === 'partial' ? [] : value.map((one) => altered(schema.items ?? {}, one, difference));
  }
  if (isRecord(value)) return alteredRecord(schema, value, difference);
  return difference === 'newer' && schema.enum && typeof value === 'string' ? UNKNOWN : value;
}

function isKept(name: string, { properties, required }: Schema, difference: Difference): boolean {
  if (difference === 'newer' || !properties?.[name]) return true;
  if (difference === 'older') return Object.keys(properties).indexOf(name) % 3 !== 2;
  return required?.includes(name) === true;
}

function alteredRecord(schema: Schema, value: Record<string, unknown>, difference: Difference) {
  const more = schema.additionalProperties;
  const other = typeof more === 'object' ? more : {};
  const entries = Object.entries(value)
    .filter(([name]) => isKept(name, schema, difference))
    .map(([name, one]) => [name, altered(schema.properties?.[name] ?? other, one, difference)]);
  return { ...Object.fromEntries(entries), ...(difference === 'newer' ? { a_newer_field: [UNKNOWN] } : {}) };
}

/** The schema of what a GET of a path answers; undefined for what the document does not have. */
function answerSchema(path: string): Schema | undefined {
  const given = path.split('/');
  const fits = (template: string) => {
    const parts = template.split('/');
    return (
      parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at])
    );
  };
  const template = Object.keys(openApi.paths)
    .filter(fits)
    .toSorted((one, other) => one.split('{').length - other.split('{').length)[0];
  const operations = openApi.paths as unknown as Readonly<
    Record<string, { get?: { responses: Record<string, { content?: Record<string, { schema?: Schema }> }> } }>
  >;
  return operations[template ?? '']?.get?.responses['200']?.content?.['application/json']?.schema;
}

/** What a hub that differs would answer instead of `answer` at a path such as `/api/v1/stats`. */
export function alteredAnswer(path: string, answer: unknown, difference: Difference): unknown {
  const schema = answerSchema(path);
  return schema ? altered(schema, answer, difference) : answer;
}
