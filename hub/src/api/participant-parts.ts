import Type from 'typebox';
import { HubError } from '../errors.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { storedText } from './query-values.ts';
import type { TimeRangeQuery } from './time-range.ts';

/** What the routes of agents, users and sessions share. */

export const Environment = Type.Optional(
  storedText({ maxLength: 512, description: 'deployment.environment.name, exact.' }),
);
export const Limit = Type.Integer({ minimum: 1, maximum: 500, default: 50 });
export const Cursor = Type.Optional(
  Type.String({ maxLength: 4000, description: '`next_cursor` of the page before.' }),
);
export const tags = ['participants'];

export const ofStretch = ({ sinceUs, untilUs }: Stretch) => ({
  from: isoOfMicros(sinceUs),
  to: isoOfMicros(untilUs),
});

/** The time that is asked for as it was asked for: "the last day" is one question all day. */
export function keyOfTime({ from, to, minutes }: TimeRangeQuery, place: Stretch | null): unknown {
  return place === null ? [from, to, minutes] : [place.sinceUs, place.untilUs];
}

/** The error of a participant that nothing ran for in a stretch. */
export function unknownParticipant(
  code: 'OBS_AGENT_NOT_FOUND' | 'OBS_USER_NOT_FOUND' | 'OBS_SESSION_NOT_FOUND',
  what: string,
  id: string,
  { sinceUs, untilUs }: Stretch,
  list: string,
): HubError {
  return new HubError(
    code,
    `No execution of the ${what} "${id.slice(0, 64)}" began from ${isoOfMicros(sinceUs)} to ${isoOfMicros(untilUs)}; GET /api/v1/${list} lists what did, and \`minutes\` reaches further back.`,
    { where: what === 'agent' || what === 'workflow' ? 'params.name' : 'params.id' },
  );
}
