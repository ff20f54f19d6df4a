import type { Provider } from '@pulumi/pulumi/provider/index.js';
import * as pulumi from '@pulumi/pulumi/provider/index.js';
import { dockerEngine } from './pulumi-provider-docker.ts';
import { kubernetesEngine } from './pulumi-provider-kubernetes.ts';
import { randomEngine } from './pulumi-provider-random.ts';
import { standIn } from './pulumi-stand-in.ts';

/**
 * A program: a stand-in for one of Pulumi's providers, which prints the port that it listens on. Attach it by
 * PULUMI_DEBUG_PROVIDERS. Arguments: which, and how to reach what it applies to.
 */
const engines = { docker: dockerEngine, kubernetes: kubernetesEngine, random: randomEngine };
const [name = '', target = ''] = process.argv.slice(2);
const engine = Object.hasOwn(engines, name) ? engines[name as keyof typeof engines] : undefined;
if (engine === undefined) throw new Error(`expected one of ${Object.keys(engines).join(', ')}; got ${name}`);
const provider: Provider = standIn(engine(target));
await pulumi.main(provider, []);
