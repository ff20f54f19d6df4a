/** What a key may do. Each stands for itself: a key that sends telemetry reads nothing. */
export const scopes = ['ingest', 'read', 'operate', 'administer'] as const;
export type Scope = (typeof scopes)[number];

/** What a person is in a project (EN12), weakest first. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read'],
  operator: ['read', 'operate'],
  admin: ['read', 'operate', 'administer'],
};
