import { type TravellerName, travellerNames } from '../context/travellers.ts';
import { text, type Variable } from './value-types.ts';

/** Travel unless told otherwise: what tells where work belongs, and not whom it is for. */
const usualTravellers: readonly TravellerName[] = [
  'executionId',
  'sessionId',
  'taskId',
  'requestId',
  'workflowId',
  'conversationId',
  'agentType',
];

/** Variables of the context: what of it travels to other processes, and what user ids look like. */
export const contextVariables = {
  OBSERVATORY_BAGGAGE: {
    type: 'list',
    fallback: undefined,
    fallbackText: `\`${usualTravellers.join(',')}\``,
    meaning:
      'Fields of the context that are sent and taken as W3C baggage; `none` for none. `userId` is among them where user ids are pseudonyms.',
    expected: `a list of ${travellerNames.join(', ')}, or none`,
    read: readTravellers,
  } satisfies Variable<readonly TravellerName[] | undefined> as Variable<
    readonly TravellerName[] | undefined
  >,
  OBSERVATORY_PSEUDONYM_KEY: text(
    undefined,
    'Key of at least 16 characters with which user ids become pseudonyms.',
    'none',
  ),
  OBSERVATORY_PSEUDONYM_KEY_FILE: text(undefined, 'File that holds this key.', 'none'),
};

function readTravellers(given: string): readonly TravellerName[] | undefined {
  if (given.toLowerCase() === 'none') return [];
  const words = given.split(',').map((word) => word.trim().toLowerCase());
  const known = travellerNames.filter((name) => words.includes(name.toLowerCase()));
  return known.length === new Set(words).size ? known : undefined;
}

/** What travels where nothing is said: pseudonyms may, since they tell others nothing. */
export function travellersFor(
  given: readonly TravellerName[] | undefined,
  pseudonymous: boolean,
): ReadonlySet<TravellerName> {
  return new Set(given ?? (pseudonymous ? [...usualTravellers, 'userId'] : usualTravellers));
}
