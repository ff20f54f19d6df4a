/** A row of the matrix of docs/integrations.md, as the tests of one package at one version wrote it. */
export interface MatrixRow {
  readonly group: MatrixGroup;
  readonly package: string;
  readonly version: string;
  /** What was seen, in the order of its tests. */
  readonly seen: readonly string[];
  readonly note?: string;
  /** File below test/integrations that proves it. */
  readonly test: string;
}

/** By themselves with `register`; by a wrapper; made by others and read; providers that the shim works beside. */
export const matrixGroups = ['register', 'wrapper', 'spans of others', 'beside'] as const;
/** How a package is seen. */
export type MatrixGroup = (typeof matrixGroups)[number];
