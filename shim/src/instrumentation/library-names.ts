/** What the shim instruments, by the names that OpenTelemetry's own instrumentations have in variables. */
export const libraryNames = ['http', 'undici', 'express', 'pg'] as const;

export type LibraryName = (typeof libraryNames)[number];
