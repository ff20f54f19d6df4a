import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { HubError } from '../../errors.ts';
import { defaultRuleNames } from '../../rules/default-rules.ts';
import { TooManyRows } from '../../rules/measure-rows.ts';
import { previewRule } from '../../rules/preview-rule.ts';
import { applied, readRuleBody } from '../../rules/read-rule.ts';
import type { ListedRule, Rule } from '../../rules/rule.ts';
import { deleteRule, readRule, readRules, writeRule } from '../../rules/rule-rows.ts';
import { readRuleStates } from '../../rules/rule-states.ts';
import { RuleFault } from '../../rules/special-measures.ts';
import { nowMicros } from '../../store/micros.ts';
import { bodyInstant } from '../body-instant.ts';
import type { Api, HubContext } from '../context.ts';
import { previewOf, ruleOf } from '../present-rule.ts';
import { storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Ref } from '../schemas/parts.ts';
import {
  AlertRule,
  AlertRuleList,
  NewRule,
  PreviewBody,
  RuleBody,
  RulePatch,
  RulePreview,
} from '../schemas/rules.ts';

/** Rules that users made, or changed, of one project. */
const MAX_RULES = 500;
const DAY_US = 86_400e6;
const MAX_PREVIEW_US = 7 * DAY_US;
const MIN_PREVIEW_US = 60e6;

const Params = Type.Object({
  name: storedText({ minLength: 1, maxLength: 100, description: 'Name of the rule.' }),
});
/** The path of EN1's document, and the API's own. */
const PATHS = [
  { path: '/api/v1/alerts/rules', suffix: '' },
  { path: '/alerts/rules', suffix: 'AtShortPath' },
] as const;
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };

/** EN1: rules that the hub evaluates, how they stand, and what one would have done. */
export function ruleRoutes(app: Api, context: HubContext): void {
  const { database, rules } = context;
  const byOf = (request: FastifyRequest) => request.principal?.name ?? 'unknown';

  const present = async (project: string, some: readonly ListedRule[]) => {
    const states = new Map((await readRuleStates(database, project)).map((state) => [state.rule, state]));
    return some.map((rule) => ruleOf(rule, states.get(rule.name), rules, nowMicros()));
  };
  const find = async (project: string, name: string): Promise<ListedRule> => {
    const rule = await readRule(database, rules.defaults, project, name);
    if (rule !== undefined) return rule;
    throw new HubError(
      'OBS_RULE_NOT_FOUND',
      `No rule is called ${name}; GET /api/v1/alerts/rules lists them.`,
    );
  };
  const one = async (project: string, name: string): Promise<Static<typeof AlertRule>> => {
    const [shown] = await present(project, [await find(project, name)]);
    if (shown !== undefined) return shown;
    throw new HubError('OBS_RULE_NOT_FOUND', `No rule is called ${name}.`);
  };
  const refuseOfPrometheus = (name: string) => {
    if (rules.hasPrometheus && defaultRuleNames.has(name))
      throw new HubError(
        'OBS_BAD_REQUEST',
        `Prometheus evaluates ${name} here; make a rule of another name, or change the stack's.`,
        { where: 'params.name' },
      );
  };
  const write = async (request: FastifyRequest, rule: Rule, isNew: boolean) => {
    const written = await writeRule(database, rule, {
      by: byOf(request),
      nowUs: nowMicros(),
      isNew,
      most: MAX_RULES,
    });
    if (written === 'written') return;
    if (written === 'exists')
      throw new HubError('OBS_RULE_EXISTS', `There is a rule called ${rule.name}; PUT or PATCH changes it.`);
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected ${MAX_RULES} rules at most, which there are. Delete one first.`,
      { where: 'body.name' },
    );
  };

  for (const { path, suffix } of PATHS) {
    app.get(
      path,
      {
        schema: {
          operationId: `listAlertRules${suffix}`,
          summary: 'Rules of the project with how they stand, those that every project has first',
          tags: ['alerts'],
          response: { 200: Ref(AlertRuleList), 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer },
        },
      },
      async (request) => {
        const project = context.projectOf(request);
        return { rules: await present(project, await readRules(database, rules.defaults, project)) };
      },
    );

    app.post(
      path,
      {
        config: { access: 'operate' },
        schema: {
          operationId: `createAlertRule${suffix}`,
          summary: 'Makes a rule',
          tags: ['alerts'],
          body: NewRule,
          response: { 201: Ref(AlertRule), ...refusals, 409: ErrorAnswer },
        },
      },
      async (request, reply) => {
        const project = context.projectOf(request);
        const { name, ...body } = request.body;
        if (defaultRuleNames.has(name))
          throw new HubError('OBS_RULE_EXISTS', `There is a rule called ${name}; PUT or PATCH changes it.`);
        await write(request, readRuleBody(project, name, body), true);
        return reply.code(201).send(await one(project, name));
      },
    );

    app.get(
      `${path}/:name`,
      {
        schema: {
          operationId: `getAlertRule${suffix}`,
          summary: 'One rule with how it stands',
          tags: ['alerts'],
          params: Params,
          response: {
            200: Ref(AlertRule),
            401: ErrorAnswer,
            403: ErrorAnswer,
            404: ErrorAnswer,
            429: ErrorAnswer,
          },
        },
      },
      async (request) => one(context.projectOf(request), request.params.name),
    );

    app.put(
      `${path}/:name`,
      {
        config: { access: 'operate' },
        schema: {
          operationId: `putAlertRule${suffix}`,
          summary: 'Makes a rule, or replaces it',
          tags: ['alerts'],
          params: Type.Object({ name: NewRule.properties.name }),
          body: RuleBody,
          response: { 200: Ref(AlertRule), ...refusals },
        },
      },
      async (request) => {
        const project = context.projectOf(request);
        const { name } = request.params;
        refuseOfPrometheus(name);
        await write(request, readRuleBody(project, name, request.body), false);
        return one(project, name);
      },
    );

    app.patch(
      `${path}/:name`,
      {
        config: { access: 'operate' },
        schema: {
          operationId: `patchAlertRule${suffix}`,
          summary: 'Changes parts of a rule, such as whether it is enabled',
          tags: ['alerts'],
          params: Params,
          body: RulePatch,
          response: { 200: Ref(AlertRule), ...refusals, 404: ErrorAnswer },
        },
      },
      async (request) => {
        const project = context.projectOf(request);
        const { name } = request.params;
        refuseOfPrometheus(name);
        await write(request, applied(await find(project, name), request.body), false);
        return one(project, name);
      },
    );

    app.delete(
      `${path}/:name`,
      {
        config: { access: 'operate' },
        schema: {
          operationId: `deleteAlertRule${suffix}`,
          summary: 'Deletes a rule; one that every project has becomes again as it was',
          tags: ['alerts'],
          params: Params,
          response: {
            204: Type.Null(),
            401: ErrorAnswer,
            403: ErrorAnswer,
            404: ErrorAnswer,
            429: ErrorAnswer,
          },
        },
      },
      async (request, reply) => {
        const { name } = request.params;
        const project = context.projectOf(request);
        if (!(await deleteRule(database, project, name))) await find(project, name);
        return reply.code(204).send(null);
      },
    );
  }

  app.post(
    '/api/v1/alerts/rules/preview',
    {
      config: { access: 'read' },
      schema: {
        operationId: 'previewAlertRule',
        summary:
          'What a rule would have done in the past: when it would have fired, for how long, its values',
        tags: ['alerts'],
        body: PreviewBody,
        response: { 200: Ref(RulePreview), ...refusals },
      },
    },
    async (request) => {
      const project = context.projectOf(request);
      const { from, to, name = 'preview', ...body } = request.body;
      const rule = readRuleBody(project, name, body);
      const nowUs = nowMicros();
      const untilUs = to === undefined ? nowUs : Math.min(nowUs, bodyInstant(to, 'to'));
      const sinceUs = from === undefined ? untilUs - DAY_US : bodyInstant(from, 'from');
      const lengthUs = untilUs - sinceUs;
      if (!(lengthUs >= MIN_PREVIEW_US && lengthUs <= MAX_PREVIEW_US))
        throw new HubError('OBS_BAD_REQUEST', 'Expected a stretch of a minute to seven days, up to now.', {
          where: 'body.from',
        });
      const stretch = { sinceUs, untilUs };
      try {
        const preview = await context.answers.turns.take(() =>
          previewRule({ ...rules, database }, rule, stretch, nowUs),
        );
        return previewOf(preview, stretch);
      } catch (error) {
        if (!(error instanceof RuleFault || error instanceof TooManyRows)) throw error;
        throw new HubError('OBS_BAD_REQUEST', error.message, { where: 'body' });
      }
    },
  );
}
