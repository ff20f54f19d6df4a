import { getRootDirectory } from '@pulumi/pulumi';
import { deploy } from './deploy.ts';

/** What Pulumi.yaml names as `main`, once it is compiled. Each output by name, for that is what Pulumi takes. */
export const {
  jaegerUrl,
  grafanaUrl,
  prometheusUrl,
  lokiUrl,
  alertmanagerUrl,
  hubUrl,
  otlpGrpc,
  otlpHttp,
  grafanaLogin,
  hubKey,
  ingestToken,
} = await deploy({ root: getRootDirectory(), env: process.env });
