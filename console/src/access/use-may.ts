import { useRights } from '../access/use-rights.ts';

/** Whether whoever is here may do what needs a scope; true until the hub has told, which refuses by itself. */
export function useMay(scope: 'operate' | 'administer'): boolean {
  const rights = useRights();
  return rights === undefined || rights.scopes.includes(scope);
}
