import { useMemo } from 'react';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { executionsTexts } from '../texts/executions.ts';
import { type Completion, completionsAt, fieldOf, wordAt } from './complete-query.ts';
import { fieldsQuestion, useFieldValues } from './field-values.ts';

const HOUR_MS = 60 * 60_000;

/** What can be written at the caret of a query; asks the hub for fields and values while `on`. */
export function useProposals(text: string, caret: number, on: boolean): readonly Completion[] {
  const { data } = useHubQuery(fieldsQuestion, { on, goodForMs: HOUR_MS });
  const word = useMemo(() => wordAt(text, caret), [text, caret]);
  const field = data && word.field !== null ? fieldOf(data.fields, word.field) : undefined;
  const values = useFieldValues(on && field ? field.name : null);
  return useMemo(
    () =>
      data && on ? completionsAt(word, data.fields, () => values, executionsTexts.search.operators) : [],
    [data, on, word, values],
  );
}
