import type { KubernetesObject } from '../../infra/targets/kubernetes/object.ts';

type Model = new (data: object) => { validate(): void };

/** Checks an object against the schema of its kind; throws what is wrong with it. */
export async function validateKubeObject(object: KubernetesObject): Promise<void> {
  const { apiVersion, kind } = object;
  const home = apiVersion.startsWith('monitoring.coreos.com/')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
  const models: Record<string, Model> = await import(`${home}/${apiVersion}`);
  const Kind = models[kind];
  if (Kind === undefined) throw new Error(`${apiVersion} has no kind ${kind}`);
  new Kind(object).validate();
}
