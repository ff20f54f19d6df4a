/**
 * @typedef {{ name: string, schema?: object }} Tool
 * @typedef {{ name: string, result: string }} ToolResult
 * @typedef {object} Conversation
 * @property {string} question what the user said last
 * @property {readonly Tool[]} tools that the request offers
 * @property {readonly ToolResult[]} results of tools since the user spoke
 * @property {string} [mustCall] the tool that the request asks for
 * @property {boolean} [mayCall] false where it wants no tool
 * @property {object} [outputSchema] JSON Schema of the answer that it wants
 */

/** The most tools that one question is answered with; so a loop of an agent ends. */
const MAX_TOOLS = 3;

/**
 * What is said next. A tool first where one is offered: the one that the question names, else the first; further ones
 * only where the question names them too. Then a text that repeats what the tools gave.
 * @param {Conversation} conversation
 * @returns {{ text: string, call?: undefined } | { call: { name: string, arguments: object }, text?: undefined }}
 */
export function nextTurn({ question, tools, results, mustCall, mayCall = true, outputSchema }) {
  const tool =
    mayCall && results.length < MAX_TOOLS ? toolFor(question, tools, results, mustCall) : undefined;
  if (tool) return { call: { name: tool.name, arguments: exampleOf(tool.schema, question) } };
  if (outputSchema) return { text: JSON.stringify(exampleOf(outputSchema, question)) };
  if (results.length > 0) {
    const found = results.map(({ name, result }) => `${name} says ${shortened(result)}`).join('; ');
    return { text: `Here is what I found: ${found}. That answers your question.` };
  }
  return {
    text: `You asked: "${shortened(question)}". This answer comes from the example model server, not from a model.`,
  };
}

function toolFor(question, tools, results, mustCall) {
  const open = tools.filter(({ name }) => !results.some((result) => result.name === name));
  if (mustCall && results.length === 0) return open.find(({ name }) => name === mustCall) ?? open[0];
  const words = new Set(question.toLowerCase().match(/[\p{L}\d]{4,}/gu));
  const named = open.find(({ name }) =>
    name.split(/[^\p{L}\d]+|(?=\p{Lu})/u).some((part) => words.has(part.toLowerCase())),
  );
  return named ?? (results.length === 0 ? open[0] : undefined);
}

/** A value of a JSON Schema, made of its defaults and examples, and of the question where it wants text. */
export function exampleOf(schema, question, name = '') {
  if (typeof schema !== 'object' || schema === null) return name === '' ? {} : question;
  const given = schema.const ?? schema.default ?? schema.examples?.[0] ?? schema.example ?? schema.enum?.[0];
  if (given !== undefined) return given;
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return exampleOf(either[0], question, name);
  const type = String(Array.isArray(schema.type) ? schema.type[0] : (schema.type ?? 'object')).toLowerCase();
  if (type === 'string') return textFor(name, question);
  if (type === 'integer' || type === 'number') return Number(question.match(/\d+/)?.[0] ?? 1);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (type === 'array') return schema.items ? [exampleOf(schema.items, question, name)] : [];
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([key]) => schema.required?.includes(key) ?? true,
  );
  return Object.fromEntries(wanted.map(([key, value]) => [key, exampleOf(value, question, key)]));
}

function textFor(name, question) {
  if (/city|place|location/i.test(name)) return question.match(/\bin (\p{Lu}\p{L}+)/u)?.[1] ?? 'Zurich';
  if (/sql/i.test(name)) return 'SELECT 1';
  if (/(^|_)id$|Id$/.test(name)) return question.match(/\d+/)?.[0] ?? '1';
  return question;
}

/** Text of a message whose content is a text or a list of parts. */
export function textOf(content) {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content))
    return content === undefined || content === null ? '' : JSON.stringify(content);
  return content
    .map((part) => part?.text ?? (typeof part?.content === 'string' ? part.content : ''))
    .join('');
}

/** About as many tokens as a text has: four characters each. */
export function tokensOf(value) {
  return Math.ceil((typeof value === 'string' ? value : JSON.stringify(value ?? '')).length / 4);
}

/** A text in pieces of a few words, as they are streamed. */
export function piecesOf(text) {
  return text.match(/(?:\S+\s*){1,3}/g) ?? [text];
}

/** The name of a version, as providers answer with where the request names a family. */
export function versionOf(model) {
  const versions = {
    'gpt-4.1': 'gpt-4.1-2025-04-14',
    'gpt-4.1-mini': 'gpt-4.1-mini-2025-04-14',
    'gpt-4o': 'gpt-4o-2024-08-06',
    'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
    'claude-haiku-4-5': 'claude-haiku-4-5-20251001',
  };
  return versions[model] ?? model;
}

function shortened(text) {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
