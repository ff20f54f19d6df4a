import { findProvider } from '@pydantic/genai-prices';
import { familyOf } from './model-family.ts';
import { isOwnServer, tableProviderId } from './provider-ids.ts';

export interface SiblingModel {
  readonly model: string;
  /** Tokens; null where the table does not say it. */
  readonly contextWindow: number | null;
}

/** Other models of a provider that the bundled table knows and that are of the family of one; older ones that are given up left out. */
export function siblingsOf(provider: string, model: string): SiblingModel[] {
  const family = familyOf(model);
  if (family === null || isOwnServer(provider)) return [];
  const found = findProvider({ providerId: tableProviderId(provider) });
  return (found?.models ?? [])
    .filter((one) => one.id !== model && one.deprecated !== true && familyOf(one.id) === family)
    .map((one) => ({ model: one.id, contextWindow: one.context_window ?? null }));
}
