import type { HubPaths, HubTypes } from '@observatory/shim/client';

type Schemas = HubTypes['schemas'];

export type CurrentSession = Schemas['CurrentSession'];
export type ApiKey = Schemas['ApiKey'];
export type MadeApiKey = Schemas['MadeApiKey'];
export type Scope = ApiKey['scopes'][number];
export type Member = Schemas['Member'];
export type Role = Member['role'];
export type SignIn = Schemas['SignIn'];
export type Erasure = Schemas['Erasure'];
export type RedactionRule = Schemas['RedactionRule'];
export type RedactionBody =
  HubPaths['/api/v1/redaction/rules/{name}']['put']['requestBody']['content']['application/json'];
export type RedactionTest = Schemas['RedactionTest'];
export type AuditRecord = Schemas['AuditRecord'];
export type Instrumentation = Schemas['Instrumentation'];

export const scopes = ['ingest', 'read', 'operate', 'administer'] as const satisfies readonly Scope[];
export const roles = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];
/** What a rule of redaction can be about alone. */
export const redactionKinds = ['span', 'event', 'log', 'alert', 'metric'] as const;
