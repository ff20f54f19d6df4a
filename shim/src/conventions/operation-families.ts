/**
 * Families of operations (AE3), told by the first part of a span's name, as in `file.write`: which short names of
 * attributes each understands, and the attribute that carries the value. `file.*` and `db.*` are OpenTelemetry's.
 */
export const operationFamilies = {
  file: { path: 'file.path', name: 'file.name', size: 'file.size' },
  registry: {
    registry: 'observatory.registry.name',
    key: 'observatory.registry.key',
    version: 'observatory.registry.version',
  },
  transaction: {
    system: 'db.system.name',
    database: 'db.namespace',
    table: 'db.collection.name',
    operation: 'db.operation.name',
  },
  knowledge: {
    source: 'gen_ai.data_source.id',
    documents: 'observatory.knowledge.documents',
  },
  orchestration: {
    cycle: 'observatory.orchestration.cycle',
    tasks: 'observatory.orchestration.tasks',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** One of the families. */
export type OperationFamily = keyof typeof operationFamilies;

/** The family of a span of this name; undefined where its first part names none. */
export function operationFamilyOf(spanName: string): OperationFamily | undefined {
  const dot = spanName.indexOf('.');
  const first = dot === -1 ? spanName : spanName.slice(0, dot);
  return Object.hasOwn(operationFamilies, first) ? (first as OperationFamily) : undefined;
}
