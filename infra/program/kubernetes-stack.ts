import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject } from '../targets/kubernetes/object.ts';

export interface KubernetesStackArgs {
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
}

/** The stack's objects on a cluster. Pass `provider` in the options to say which. */
export class KubernetesStack extends pulumi.ComponentResource {
  readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  constructor(name: string, args: KubernetesStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super('observatory:kubernetes:Stack', name, {}, opts);
    const resources = new Map<string, pulumi.CustomResource>();
    const namespaces = new Map<string, pulumi.CustomResource>();
    const definitions: pulumi.CustomResource[] = [];
    for (const object of args.objects.toSorted((a, b) => rank(a) - rank(b))) {
      const Class = resourceClass(object);
      const namespace = namespaces.get(object.metadata.namespace ?? '');
      const dependsOn = [
        ...(namespace === undefined ? [] : [namespace]),
        // The server knows a custom kind only once its definition is there.
        ...(Class === kubernetes.apiextensions.CustomResource ? definitions : []),
      ];
      const logical = logicalName(object, args.namespace);
      const resource = new Class(logical, object, { parent: this, dependsOn });
      resources.set(logical, resource);
      if (object.kind === 'Namespace') namespaces.set(object.metadata.name, resource);
      if (object.kind === 'CustomResourceDefinition') definitions.push(resource);
    }
    this.resources = resources;
    this.registerOutputs();
  }
}

type ResourceClass = new (
  name: string,
  args: KubernetesObject,
  opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

const first = ['Namespace', 'CustomResourceDefinition'];
const rank = ({ kind }: KubernetesObject): number =>
  first.includes(kind) ? first.indexOf(kind) : first.length;

/** `Deployment hub` is `deployment-hub`; elsewhere than in the stack's namespace that one's name comes between. */
function logicalName({ kind, metadata }: KubernetesObject, home: string): string {
  const { namespace = home, name } = metadata;
  return [kind.toLowerCase(), ...(namespace === home ? [] : [namespace]), name].join('-');
}

/** The typed class of a built-in kind, such as `apps.v1.Deployment`; all other kinds are custom resources. */
function resourceClass({ apiVersion, kind }: KubernetesObject): ResourceClass {
  const [group = 'core', version = ''] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['core', apiVersion];
  const builtIn = !group.includes('.') || group.endsWith('.k8s.io');
  const tree = kubernetes as unknown as Record<string, Record<string, Record<string, unknown>>>;
  const found = builtIn ? tree[group.split('.')[0] ?? '']?.[version]?.[kind] : undefined;
  return (found ?? kubernetes.apiextensions.CustomResource) as ResourceClass;
}
