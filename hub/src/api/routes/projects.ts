import Type from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import {
  changeMember,
  type MemberRow,
  type PersonRow,
  readMembers,
  readPeople,
} from '../../access/read-members.ts';
import { hasProject, insertProject, type ProjectRow, readProjects } from '../../access/read-projects.ts';
import { type Role, roles } from '../../access/scopes.ts';
import { HubError } from '../../errors.ts';
import type { Api, HubContext } from '../context.ts';
import { ManagedProject, managedProject } from '../managed-project.ts';
import { queryOf, storedText } from '../query-values.ts';
import {
  Member,
  MemberList,
  type Person,
  PersonList,
  Project,
  ProjectId,
  ProjectList,
} from '../schemas/access.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { oneOf } from '../schemas/parts.ts';

const MAX_PROJECTS = 1000;
const MAX_PEOPLE = 1000;
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer };
const Params = Type.Object({
  person_id: storedText({ minLength: 1, maxLength: 200, description: '`id` of the person.' }),
});

/** EN12: projects, which keep their data apart, and who has which role in them. */
export function projectRoutes(app: Api, context: HubContext): void {
  const { access } = context;
  const { pool } = context.database;

  app.get(
    '/api/v1/projects',
    {
      schema: {
        operationId: 'listProjects',
        summary: 'The projects that one has a part in; all of them for whoever administers the hub',
        tags: ['access'],
        response: { 200: ProjectList, 401: ErrorAnswer, 403: ErrorAnswer },
      },
    },
    async (request) => {
      const own = context.projectOf(request);
      const { principal } = request;
      const administersHub = own === FIRST_PROJECT && principal?.scopes.has('administer');
      const isTheirs = (id: string) => id === own || principal?.memberships?.has(id);
      const all = await readProjects(pool);
      return { projects: all.filter(({ id }) => administersHub || isTheirs(id)).map(presentProject) };
    },
  );

  app.post(
    '/api/v1/projects',
    {
      config: { access: 'administer', hubWide: true },
      bodyLimit: 16 * 1024,
      schema: {
        operationId: 'createProject',
        summary: 'Makes a project',
        tags: ['access'],
        body: Type.Object(
          { id: ProjectId('Lower-case letters, digits and hyphens, 63 at most.') },
          { additionalProperties: false },
        ),
        response: { 201: Project, ...refusals, 409: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { id } = request.body;
      const row = await insertProject(pool, id, MAX_PROJECTS);
      if (row !== null) return reply.code(201).send(presentProject(row));
      if (await hasProject(pool, id))
        throw new HubError('OBS_PROJECT_EXISTS', `There is a project ${id} already.`, { where: 'body.id' });
      throw new HubError('OBS_BAD_REQUEST', `Expected ${MAX_PROJECTS} projects at most, which there are.`, {
        where: 'body.id',
      });
    },
  );

  app.get(
    '/api/v1/members',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'listMembers',
        summary: 'The people of the project, with their roles',
        tags: ['access'],
        querystring: queryOf({ project: ManagedProject }),
        response: { 200: MemberList, ...refusals },
      },
    },
    async (request) => {
      const project = managedProject(context, request, request.query.project);
      return { members: (await readMembers(pool, project)).map((row) => presentMember(row, project)) };
    },
  );

  app.put(
    '/api/v1/members/:person_id',
    {
      config: { access: 'administer' },
      bodyLimit: 16 * 1024,
      schema: {
        operationId: 'putMember',
        summary: 'Makes a person who signed in once a member of the project, or changes the role',
        tags: ['access'],
        params: Params,
        querystring: queryOf({ project: ManagedProject }),
        body: Type.Object({ role: oneOf(roles) }, { additionalProperties: false }),
        response: { 200: Member, ...refusals, 404: ErrorAnswer, 409: ErrorAnswer },
      },
    },
    async (request) => {
      const { person_id: personId } = request.params;
      const project = managedProject(context, request, request.query.project);
      await change(project, personId, request.body.role);
      const row = (await readMembers(pool, project)).find(({ id }) => id === personId);
      if (row) return presentMember(row, project);
      throw unknownPerson(personId);
    },
  );

  app.delete(
    '/api/v1/members/:person_id',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'deleteMember',
        summary: 'Takes a person out of the project',
        tags: ['access'],
        params: Params,
        querystring: queryOf({ project: ManagedProject }),
        response: { 204: Type.Null(), ...refusals, 404: ErrorAnswer, 409: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const project = managedProject(context, request, request.query.project);
      await change(project, request.params.person_id, null);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/people',
    {
      config: { access: 'administer', hubWide: true },
      schema: {
        operationId: 'listPeople',
        summary: 'Those who signed in to this hub, whoever came last first',
        tags: ['access'],
        response: { 200: PersonList, 401: ErrorAnswer, 403: ErrorAnswer },
      },
    },
    async () => ({ people: (await readPeople(pool, MAX_PEOPLE)).map(presentPerson) }),
  );

  async function change(project: string, personId: string, role: Role | null): Promise<void> {
    if (!(await hasProject(pool, project)))
      throw new HubError(
        'OBS_PROJECT_NOT_FOUND',
        `There is no project ${project}; GET /api/v1/projects lists them.`,
        { where: 'query.project' },
      );
    const outcome = await changeMember(pool, project, personId, role, access.settingKeys.hasAdmin);
    if (outcome === 'unknown') throw unknownPerson(personId);
    if (outcome === 'last-admin')
      throw new HubError(
        'OBS_LAST_ADMIN',
        `This is the last who administers ${project}, and no key does. Make another an admin, or a key that administers, first.`,
        { where: 'params.person_id' },
      );
    await access.changed();
  }
}

const unknownPerson = (id: string) =>
  new HubError('OBS_MEMBER_NOT_FOUND', `Nobody has the id ${id.slice(0, 100)} here.`, {
    where: 'params.person_id',
  });

const isoOf = (ms: number) => new Date(ms).toISOString();
const presentProject = ({ id, createdMs }: ProjectRow) => ({ id, created_at: isoOf(createdMs) });
const presentPerson = ({ id, name, email, issuer, lastLoginMs }: PersonRow): Person => ({
  id,
  name,
  email,
  issuer,
  last_login_at: lastLoginMs === null ? null : isoOf(lastLoginMs),
});
const presentMember = (row: MemberRow, project: string): Member => ({
  ...presentPerson(row),
  project,
  role: row.role,
  since: isoOf(row.sinceMs),
});
