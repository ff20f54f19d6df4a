export const integrationNames = [
  'jaeger',
  'prometheus',
  'loki',
  'grafana',
  'alertmanager',
  'collector',
] as const;
export type IntegrationName = (typeof integrationNames)[number];

/** Where the hub reaches the other servers of the stack, without a slash at the end; null for what it does not know. */
export type IntegrationUrls = Readonly<Record<IntegrationName, string | null>>;
