import Type from 'typebox';
import { HubError } from '../../errors.ts';
import type { Attributes, AttributeValue } from '../../otlp/records.ts';
import {
  type CompiledRule,
  compileRule,
  type RedactionKind,
  type RedactionRule as Rule,
} from '../../privacy/redaction-rule.ts';
import { BUILT_IN, Redactor } from '../../privacy/redactor.ts';
import { deleteRule, MOST_RULES, readRules, type StoredRule, writeRule } from '../../privacy/rule-store.ts';
import { isoOfMicros } from '../../store/micros.ts';
import { boundedJson } from '../bounded-json.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import {
  RedactionRule,
  RedactionRuleBody,
  RedactionRuleList,
  RedactionTest,
  RedactionTestBody,
  RuleName,
} from '../schemas/privacy.ts';

const tags = ['redaction'];
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };
const Params = Type.Object({ name: RuleName });
const SAMPLE_BYTES = 64 * 1024;
const BODY_BYTES = 512 * 1024;
/** Characters times instructions of RE2: about a second of the one thread that the hub has, where patterns are at their worst. */
const MOST_WORK = 20_000_000;

/** EN12: what is taken out of texts before they are stored, beside what each hub takes out. */
export function redactionRoutes(app: Api, context: HubContext): void {
  const { database, privacy } = context;

  app.get(
    '/api/v1/redaction/rules',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'listRedactionRules',
        summary: 'Rules by which texts are redacted before they are stored, in the order in which they apply',
        tags,
        querystring: queryOf({}),
        response: { 200: RedactionRuleList, ...refusals },
      },
    },
    async (request) => ({
      rules: (await readRules(database.pool, context.projectOf(request))).map(presentRule),
    }),
  );

  app.get(
    '/api/v1/redaction/rules/:name',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'getRedactionRule',
        summary: 'One rule of redaction',
        tags,
        params: Params,
        querystring: queryOf({}),
        response: { 200: RedactionRule, ...refusals, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { name } = request.params;
      const rules = await readRules(database.pool, context.projectOf(request));
      const rule = rules.find((one) => one.name === name);
      if (rule === undefined) throw noSuchRule(name);
      return presentRule(rule);
    },
  );

  app.put(
    '/api/v1/redaction/rules/:name',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'putRedactionRule',
        summary: 'Makes a rule of redaction, or changes it; all hubs know it within five seconds',
        tags,
        params: Params,
        body: RedactionRuleBody,
        response: { 200: RedactionRule, ...refusals },
      },
    },
    async (request) => {
      const { name } = request.params;
      requireName(name, 'params.name');
      const rule = ruleOf(name, request.body);
      compileRule(rule, 'body');
      const stored = await writeRule(database.workPool, context.projectOf(request), rule);
      if (stored === null)
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected ${MOST_RULES} rules at most, which there are. Delete one first.`,
          { where: 'params.name' },
        );
      await privacy.refresh();
      return presentRule(stored);
    },
  );

  app.delete(
    '/api/v1/redaction/rules/:name',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'deleteRedactionRule',
        summary: 'Deletes a rule of redaction; what it took out stays out',
        tags,
        params: Params,
        response: { 204: Type.Null(), ...refusals, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (!(await deleteRule(database.workPool, context.projectOf(request), name))) throw noSuchRule(name);
      await privacy.refresh();
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/redaction/test',
    {
      bodyLimit: BODY_BYTES,
      config: { access: 'operate' },
      schema: {
        operationId: 'testRedaction',
        summary: 'What would be stored of a sample, and which rules find something in it; nothing is stored',
        tags,
        querystring: queryOf({}),
        body: RedactionTestBody,
        response: { 200: RedactionTest, ...refusals, 413: ErrorAnswer },
      },
    },
    async (request) => {
      const { sample, kind = 'span', rules = [] } = request.body;
      const { length } = boundedJson(sample, 'body.sample', SAMPLE_BYTES);
      const tried = rules.map((rule, at) => {
        requireName(rule.name, `body.rules.${at}.name`);
        return compileRule(ruleOf(rule.name, rule), `body.rules.${at}`);
      });
      const names = new Set(tried.map(({ rule }) => rule.name));
      const stored = await readRules(database.pool, context.projectOf(request));
      const all = [
        ...stored.filter(({ name }) => !names.has(name)).map((rule) => compileRule(rule, 'rule')),
        ...tried,
      ].sort((a, b) => (a.rule.name < b.rule.name ? -1 : 1));
      const instructions = all.reduce((sum, { pattern }) => sum + pattern.programSize(), 0);
      if (length * instructions > MOST_WORK)
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected a sample of at most ${Math.floor(MOST_WORK / instructions)} characters for rules of ${instructions} instructions of RE2 in all, got ${length}.`,
          { where: 'body.sample' },
        );
      return tryRules(sample as AttributeValue, kind, all);
    },
  );
}

function tryRules(sample: AttributeValue, kind: RedactionKind, rules: readonly CompiledRule[]) {
  const counts = new Map<string, number>();
  const onFind = (rule: string, count: number) => counts.set(rule, (counts.get(rule) ?? 0) + count);
  const redactor = new Redactor(kind, rules);
  const isObject = typeof sample === 'object' && sample !== null && !Array.isArray(sample);
  const stored = isObject
    ? redactor.attributes(sample as Attributes, onFind)
    : redactor.value(sample, onFind);
  return { stored, matches: Array.from(counts, ([rule, count]) => ({ rule, count })) };
}

function ruleOf(
  name: string,
  body: {
    readonly pattern: string;
    readonly replacement: string;
    readonly kinds?: readonly RedactionKind[] | null;
    readonly keys?: readonly string[] | null;
    readonly enabled: boolean;
  },
): Rule {
  const { pattern, replacement, kinds = null, keys = null, enabled } = body;
  return { name, pattern, replacement, kinds, keys, enabled };
}

/** Names are labels of a metric. */
function requireName(name: string, where: string): void {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(name) && name !== BUILT_IN && name !== 'other') return;
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected a name of lower-case letters, digits, - and _, and neither ${BUILT_IN} nor other.`,
    { where },
  );
}

const noSuchRule = (name: string) =>
  new HubError(
    'OBS_REDACTION_RULE_NOT_FOUND',
    `No rule is called "${name.slice(0, 64)}"; GET /api/v1/redaction/rules lists them.`,
    { where: 'params.name' },
  );

function presentRule(rule: StoredRule): RedactionRule {
  return {
    name: rule.name,
    pattern: rule.pattern,
    replacement: rule.replacement,
    kinds: rule.kinds === null ? null : [...rule.kinds],
    keys: rule.keys === null ? null : [...rule.keys],
    enabled: rule.enabled,
    created_at: isoOfMicros(rule.createdUs),
    updated_at: isoOfMicros(rule.updatedUs),
  };
}
