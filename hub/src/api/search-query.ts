import Type from 'typebox';
import { HubError } from '../errors.ts';
import { type Condition, isText, startedWithin } from '../search/conditions.ts';
import { MAX_QUERY_LENGTH } from '../search/parse-query.ts';
import { QueryFault } from '../search/query-fault.ts';
import { readQuery } from '../search/read-query.ts';
import { MINUTE_US } from '../store/micros.ts';
import { instantOf, storedText } from './query-values.ts';

/** What a query may be: longer ones are refused by the parser, which says where they should end. */
export const Query = (description: string) => Type.String({ maxLength: 4 * MAX_QUERY_LENGTH, description });

const Instant = (description: string) => Type.Optional(Type.String({ maxLength: 40, description }));
const Exact = (description: string) => Type.Optional(storedText({ maxLength: 512, description }));

export const queryParameter = {
  query: Type.Optional(
    Query('In the query language of docs/hub-search.md, as `status:failed agent:planner duration:>5s`.'),
  ),
};

export const stretchParameters = {
  from: Instant('Began then or later, as 2026-01-02T03:04:05Z.'),
  to: Instant('Began before then.'),
  minutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10 * 366 * 24 * 60,
      description: 'In place of `from`: minutes up to `to`, or to now.',
    }),
  ),
};

export const exactParameters = {
  service: Exact('Service, exact.'),
  environment: Exact('Environment, exact.'),
  user: Exact('Id of the user, exact.'),
  session: Exact('Id of the session, exact.'),
  workflow: Exact('Name of the workflow, exact: executions of workflows alone.'),
  model: Exact('A model that it, or an execution within it, used; exact.'),
};

interface SearchQuery {
  readonly query?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minutes?: number;
  readonly service?: string;
  readonly environment?: string;
  readonly user?: string;
  readonly session?: string;
  readonly workflow?: string;
  readonly model?: string;
}

/** The conditions of a search. Throws OBS_BAD_REQUEST, which says where the fault is. */
export function searchConditions(given: SearchQuery, nowUs: number): Condition[] {
  const exact = (['service', 'environment', 'user', 'session', 'workflow', 'model'] as const).flatMap(
    (field) => {
      const value = given[field];
      return value === undefined ? [] : [isText(field, value)];
    },
  );
  const { from, to, minutes, query } = given;
  return [
    ...exact,
    ...stretchConditions({ from, to, minutes }, nowUs),
    ...queryConditions(query, 'query', nowUs),
  ];
}

/** Of a parameter that holds a query; the place in it follows its name. */
export function queryConditions(query: string | undefined, parameter: string, nowUs: number): Condition[] {
  try {
    const condition = query === undefined ? null : readQuery(query, nowUs);
    return condition === null ? [] : [condition];
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    throw new HubError('OBS_BAD_REQUEST', error.message, { where: `query.${parameter}@${error.at}` });
  }
}

interface Stretch {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly minutes?: number | undefined;
}

/** `names` are those of the parameters, for the message. */
export function stretchConditions(
  { from, to, minutes }: Stretch,
  nowUs: number,
  names: readonly [from: string, to: string] = ['from', 'to'],
): Condition[] {
  const untilUs = to === undefined ? undefined : instantOf(to, names[1]);
  const agoUs = minutes === undefined ? undefined : (untilUs ?? nowUs) - minutes * MINUTE_US;
  const sinceUs = from === undefined ? agoUs : instantOf(from, names[0]);
  if (from !== undefined && minutes !== undefined)
    throw new HubError('OBS_BAD_REQUEST', 'Expected either `from` or `minutes`, got both. Leave one out.', {
      where: 'query.minutes',
    });
  const bad = (message: string) => new HubError('OBS_BAD_REQUEST', message, { where: `query.${names[0]}` });
  if (sinceUs !== undefined && sinceUs > nowUs)
    throw bad(`Expected a time that has begun, got ${from ?? to}, which lies ahead.`);
  if (sinceUs !== undefined && untilUs !== undefined && sinceUs >= untilUs)
    throw bad(`Expected \`${names[0]}\` before \`${names[1]}\`, got ${from} and ${to}.`);
  return startedWithin(sinceUs, untilUs);
}
