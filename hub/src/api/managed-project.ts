import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { FIRST_PROJECT } from '../access/principal.ts';
import { HubError } from '../errors.ts';
import type { HubContext } from './context.ts';
import { ProjectId } from './schemas/access.ts';

/** The parameter by which whoever administers the hub manages another project. */
export const ManagedProject = Type.Optional(
  ProjectId(`Another project, for whoever administers ${FIRST_PROJECT}; one's own unless given.`),
);

/** The project whose keys, sessions or members are meant. Throws OBS_FORBIDDEN where it is not one's own to manage. */
export function managedProject(
  context: Pick<HubContext, 'projectOf'>,
  request: FastifyRequest,
  given: string | undefined,
): string {
  const own = context.projectOf(request);
  if (given === undefined || given === own || own === FIRST_PROJECT) return given ?? own;
  throw new HubError(
    'OBS_FORBIDDEN',
    `Another project is managed by whoever administers ${FIRST_PROJECT}; this is of ${own}.`,
    { where: 'project' },
  );
}
