import type { HubTypes } from '@observatory/shim/client';
import { dataOf } from '../hub/client.ts';
import type { HubStatus } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { CurrentSession } from './admin-types.ts';

type Schemas = HubTypes['schemas'];

/** The project that is managed where it is another than one's own. */
export type Managed = { readonly project?: string };

export const adminKeys = {
  session: ['session', 'whole'],
  keys: ['keys'],
  members: ['members'],
  signIns: ['sign-ins'],
  projects: ['projects'],
  erasures: ['erasures'],
  redaction: ['redaction-rules'],
  encryption: ['encryption'],
} as const;

export const sessionQuestion: Question<CurrentSession> = {
  key: adminKeys.session,
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/session', { signal })),
};

export const statusQuestion: Question<HubStatus> = {
  key: ['hub-status'],
  ask: (hub, signal) => dataOf(hub.api.GET('/status', { signal })),
};

export const instrumentationQuestion: Question<readonly Schemas['Instrumentation'][]> = {
  key: ['instrumentation'],
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/instrumentation', { signal }))).instrumentation,
};

export const keysQuestion = (query: Managed): Question<readonly Schemas['ApiKey'][]> => ({
  key: [...adminKeys.keys, query],
  ask: async (hub, signal) => (await dataOf(hub.api.GET('/api/v1/keys', { params: { query }, signal }))).keys,
});

export const membersQuestion = (query: Managed): Question<readonly Schemas['Member'][]> => ({
  key: [...adminKeys.members, query],
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/members', { params: { query }, signal }))).members,
});

export const peopleQuestion: Question<readonly Schemas['Person'][]> = {
  key: ['people'],
  ask: async (hub, signal) => (await dataOf(hub.api.GET('/api/v1/people', { signal }))).people,
};

export const signInsQuestion = (query: Managed): Question<readonly Schemas['SignIn'][]> => ({
  key: [...adminKeys.signIns, query],
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/sign-ins', { params: { query }, signal }))).sign_ins,
});

export const projectsQuestion: Question<readonly Schemas['Project'][]> = {
  key: adminKeys.projects,
  ask: async (hub, signal) => (await dataOf(hub.api.GET('/api/v1/projects', { signal }))).projects,
};

export const retentionQuestion: Question<Schemas['Retention']> = {
  key: ['retention'],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/retention', { signal })),
};

export const erasuresQuestion: Question<readonly Schemas['Erasure'][]> = {
  key: adminKeys.erasures,
  ask: async (hub, signal) =>
    (await dataOf(hub.api.GET('/api/v1/erasures', { params: { query: { limit: 50 } }, signal }))).erasures,
};

export const redactionQuestion: Question<readonly Schemas['RedactionRule'][]> = {
  key: adminKeys.redaction,
  ask: async (hub, signal) => (await dataOf(hub.api.GET('/api/v1/redaction/rules', { signal }))).rules,
};

export const encryptionQuestion: Question<Schemas['EncryptionState']> = {
  key: adminKeys.encryption,
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/encryption', { signal })),
};
