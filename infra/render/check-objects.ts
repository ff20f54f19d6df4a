import { parseAllDocuments } from 'yaml';

interface Head {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}

/** The faults of Kubernetes objects by the schemas of the API, and the kinds that these do not know. */
export async function checkObjects(
  text: string,
): Promise<{ readonly faults: readonly string[]; readonly unknown: readonly string[] }> {
  const faults: string[] = [];
  const unknown = new Set<string>();
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as Head;
    const { apiVersion, kind } = object;
    const model = await modelOf(String(apiVersion), String(kind));
    if (model === undefined) {
      unknown.add(`${apiVersion} ${kind}`);
      continue;
    }
    try {
      new model(object).validate();
    } catch (error) {
      faults.push(`${kind}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { faults, unknown: [...unknown] };
}

type Model = new (data: object) => { validate(): void };

/** Of the API itself, else of the Prometheus operator. Loaded by name: all of them at once take seconds. */
async function modelOf(apiVersion: string, kind: string): Promise<Model | undefined> {
  for (const family of ['kubernetes-models', '@kubernetes-models/prometheus-operator']) {
    try {
      const path = `${family}/${apiVersion}/${kind}`;
      const module = (await import(/* @vite-ignore */ path)) as Record<string, Model>;
      if (module[kind] !== undefined) return module[kind];
    } catch {
      // Not of this family.
    }
  }
  return undefined;
}
