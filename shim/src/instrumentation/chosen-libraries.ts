import type { Values } from '../config/variables.ts';
import { libraryNames } from './library-names.ts';

/** The libraries to instrument, and a sentence for each name that is none of them. */
export function chosenLibraries(values: Values): { libraries: string[]; problems: string[] } {
  const lists = {
    OTEL_NODE_ENABLED_INSTRUMENTATIONS: values.OTEL_NODE_ENABLED_INSTRUMENTATIONS,
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: values.OTEL_NODE_DISABLED_INSTRUMENTATIONS,
  };
  const isKnown = (name: string) => (libraryNames as readonly string[]).includes(name);
  const problems = Object.entries(lists).flatMap(([variable, names = []]) =>
    names
      .filter((name) => !isKnown(name))
      .map((name) => `${variable}: ${name} is not one of ${libraryNames.join(', ')}, and is ignored`),
  );
  const enabled = lists.OTEL_NODE_ENABLED_INSTRUMENTATIONS ?? libraryNames;
  const disabled = lists.OTEL_NODE_DISABLED_INSTRUMENTATIONS ?? [];
  const libraries = libraryNames.filter((name) => enabled.includes(name) && !disabled.includes(name));
  if (enabled.length > 0 && !enabled.some(isKnown)) {
    problems.push('OTEL_NODE_ENABLED_INSTRUMENTATIONS names none of them: nothing is instrumented');
  }
  return { libraries: values.OBSERVATORY_INSTRUMENT ? libraries : [], problems };
}
