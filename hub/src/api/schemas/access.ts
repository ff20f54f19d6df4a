import Type, { type Static } from 'typebox';
import { roles, scopes } from '../../access/scopes.ts';
import { Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** Shapes of keys, sessions, projects and members. No secret but that of a key that was just made. */

export const ProjectId = (description: string) =>
  Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', description });

export const ApiKey = Type.Object(
  {
    id: Text('Part of the key: it names the key wherever the hub speaks of it.'),
    prefix: Text('How the key begins; the rest is not kept.'),
    name: Text('What somebody called it.'),
    project: Text('The project that it belongs to.'),
    scopes: Type.Array(oneOf(scopes), { description: 'What it may do.' }),
    status: oneOf(['active', 'expired', 'revoked'] as const),
    created_at: Time('When it was made.'),
    created_by: Text('Who made it.'),
    expires_at: Nullable(Time('From then on it is refused; null: never.')),
    last_used_at: Nullable(Time('When it was used last, to the minute; null: never.')),
    revoked_at: Nullable(Time('When it was revoked.')),
    previous_secret_until: Nullable(Time('After a rotation: how long the secret before it is still taken.')),
  },
  { $id: 'ApiKey' },
);

export const MadeApiKey = Type.Object(
  { key: Ref(ApiKey), secret: Text('The key itself, obs_…: told once, now.') },
  { $id: 'MadeApiKey' },
);

export const ApiKeyList = Type.Object(
  { keys: Type.Array(Ref(ApiKey), { description: 'Newest first, with those that ended.' }) },
  { $id: 'ApiKeyList' },
);

export const Project = Type.Object(
  { id: Text('Name of the project.'), created_at: Time('When it was made.') },
  { $id: 'Project' },
);

export const ProjectList = Type.Object({ projects: Type.Array(Ref(Project)) }, { $id: 'ProjectList' });

export const CurrentSession = Type.Object(
  {
    kind: oneOf(
      ['person', 'key', 'setting', 'local'] as const,
      'A person who signed in, a key, a key of the settings, or whoever reaches a hub without sign-in.',
    ),
    id: Text('Of the person or key.'),
    name: Text('As lists show it.'),
    project: Text('The project that is asked.'),
    projects: Type.Array(Type.Object({ id: Type.String(), role: Nullable(oneOf(roles, 'Of a person.')) }), {
      description: 'All that can be chosen.',
    }),
    role: Nullable(oneOf(roles, 'Of a person in this project.')),
    scopes: Type.Array(oneOf(scopes), { description: 'What may be done in this project.' }),
    session_id: Nullable(Text('Of the browser, where it is signed in.')),
    expires_at: Nullable(Time('When the key or session ends; null: never.')),
  },
  { $id: 'CurrentSession' },
);

export const SignIn = Type.Object(
  {
    id: Text('Names the session; it is not its token.'),
    kind: oneOf(['person', 'key', 'setting'] as const),
    name: Text('Whose it is.'),
    owner_id: Text('Id of the person or key.'),
    project: Text('The project that it is in.'),
    created_at: Time('When it began.'),
    last_seen_at: Time('When it was used last, to the minute.'),
    expires_at: Time('When it ends at the latest.'),
  },
  { $id: 'SignIn' },
);

export const SignInList = Type.Object(
  { sign_ins: Type.Array(Ref(SignIn), { description: 'Newest first.' }) },
  { $id: 'SignInList' },
);

const person = {
  id: Text('Names the person in this hub.'),
  name: Nullable(Text('As the provider says.')),
  email: Nullable(Text('As the provider says.')),
  issuer: Text('The provider that the person signs in at.'),
  last_login_at: Nullable(Time('When the person signed in last.')),
};

export const Person = Type.Object(person, { $id: 'Person' });
export const PersonList = Type.Object(
  { people: Type.Array(Ref(Person), { description: 'Whoever signed in last first.' }) },
  { $id: 'PersonList' },
);

export const Member = Type.Object(
  {
    ...person,
    project: Text('The project.'),
    role: oneOf(roles),
    since: Time('When the person became one.'),
  },
  { $id: 'Member' },
);
export const MemberList = Type.Object({ members: Type.Array(Ref(Member)) }, { $id: 'MemberList' });

export const accessSchemas = [
  ApiKey,
  MadeApiKey,
  ApiKeyList,
  Project,
  ProjectList,
  CurrentSession,
  SignIn,
  SignInList,
  Person,
  PersonList,
  Member,
  MemberList,
];

export type ApiKey = Static<typeof ApiKey>;
export type CurrentSession = Static<typeof CurrentSession>;
export type SignIn = Static<typeof SignIn>;
export type Person = Static<typeof Person>;
export type Member = Static<typeof Member>;
