/** What the settings cannot know: what the cluster has, and the values of secrets. */
export interface KubernetesOptions {
  /** Whether the cluster has the kinds of the Prometheus operator; decides where `operator` is `auto`. */
  readonly hasOperator?: boolean;
  /** Whether the cluster answers `custom.metrics.k8s.io`: scaling by a metric of the pods, else by CPU. */
  readonly hasCustomMetrics?: boolean;
  /** Value of a secret, also a Pulumi Output; without it objects only refer to Secrets and none is among them. */
  readonly secretData?: (name: string) => unknown;
  /** Where the API server and the kubelets answer; everywhere by default, for nothing in the cluster tells their addresses. */
  readonly nodeCidrs?: readonly string[];
  /** The cluster's DNS domain. */
  readonly clusterDomain?: string;
}
