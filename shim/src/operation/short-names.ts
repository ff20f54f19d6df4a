import { Attr, attributeAliases } from '../conventions/index.ts';

/** On a plain span these standard attributes would say that it is an execution, which it is not. */
const shortNameOnly = new Set<string>([Attr.agentName, Attr.workflowName, Attr.executionId]);

/** The standard attribute of each short name, where a plain span may carry it. */
export const plainSpanNames: ReadonlyMap<string, string> = new Map(
  Object.entries(attributeAliases).filter(([, standard]) => !shortNameOnly.has(standard)),
);
