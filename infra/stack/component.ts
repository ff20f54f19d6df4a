import type { ComponentName, ResourcesOf } from '../settings/schema.ts';

/** A file of configuration that a server reads. */
export interface ConfigFile {
  /** Path below the server's configuration folder, such as `prometheus.yml` or `rules/agents.yaml`. */
  readonly path: string;
  readonly content: string;
}

/** A port that a server listens on. */
export interface Port {
  /** Also its name on Kubernetes: at most 15 characters. */
  readonly name: string;
  /** The number it listens on; in a container the usual one. */
  readonly number: number;
  /** The number on the host where users reach it; null for ports that only the stack uses. */
  readonly published: number | null;
}

/** A question over HTTP whose answer below 400 means yes. */
export interface HttpProbe {
  readonly port: string;
  readonly path: string;
}

export interface Probes {
  /** Answered as soon as the server can do its work; what needs it waits for this. HTTP, or a port that accepts. */
  readonly ready: HttpProbe | { readonly port: string };
  /** Unanswered: the server hangs and is restarted. */
  readonly live: HttpProbe | { readonly port: string };
  /** The same question as a command of the image's own binaries; null where it has none (docker asks only so). */
  readonly command: readonly string[] | null;
  /** Seconds that a start may take before the server counts as broken. */
  readonly startS: number;
}

/** A folder that outlives the server. */
export interface Volume {
  readonly name: string;
  /** Where the server has it. */
  readonly path: string;
  readonly size: string;
}

/** One server, whatever runs it. Targets know nothing more of a server than this. */
export interface Component {
  /** Name in the stack: of the component, or of one part of it such as `loki-write`. Also its DNS name. */
  readonly name: string;
  readonly component: ComponentName;
  /** One sentence: what it is for. */
  readonly does: string;
  readonly image: string;
  /** How the image is built where it is our own. */
  readonly build: { readonly context: string; readonly dockerfile: string } | null;
  /** The same server as a program for the process target: which of the cache, and which binary in it; null where there is none. */
  readonly program: { readonly server: string; readonly binary: string } | null;
  /** `ordered`: each replica has a volume and a name of its own. `node`: one on each machine. */
  readonly workload: 'replicated' | 'ordered' | 'node';
  readonly replicas: number;
  /**
   * Containers of it come and go by `docker compose --scale`, each with its own folder of the one volume. Names the
   * image's program, which is started once the folder is chosen.
   */
  readonly scalable?: { readonly program: string };
  /** Grows up to `max` by CPU, or by a metric of pods where the cluster can tell it. */
  readonly autoscale: {
    readonly max: number;
    readonly cpuPercent: number;
    readonly metric: { readonly name: string; readonly perPod: number } | null;
  } | null;
  /** Replaces the image's entry point; null keeps it. */
  readonly command: readonly string[] | null;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Secrets that it reads as files. */
  readonly secrets: readonly string[];
  readonly files: readonly ConfigFile[];
  readonly ports: readonly Port[];
  readonly probes: Probes;
  readonly volumes: readonly Volume[];
  /** Folders that must be writable and may be lost. */
  readonly scratch: readonly string[];
  readonly resources: ResourcesOf;
  /** Numeric ids that it runs as; 0 only with Docker, where files of the host leave no choice. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** What needs more of the host or the cluster than a closed container; empty for nearly all. */
  readonly privileges: {
    /** Host paths, read-only; opt-in. */
    readonly hostPaths: readonly string[];
    /** Rules of a ClusterRole on Kubernetes. */
    readonly clusterRules: readonly ClusterRule[];
    /** False only where the image cannot run so; the component's file says why. */
    readonly readOnlyRoot: boolean;
  };
  /** Servers that must be ready before it starts. */
  readonly needs: readonly string[];
  /** Whom it talks to: the arrows that NetworkPolicies allow. Outside the stack: `internet`, `kubernetes-api`, `nodes`, `senders` (pods of services that may send). */
  readonly calls: readonly { readonly to: string; readonly port: string }[];
  /** Own metrics that Prometheus scrapes; null where there are none. */
  readonly metrics: {
    readonly port: string;
    readonly path: string;
    /** Secret that Prometheus shows as a bearer token, where they are not open. */
    readonly bearer?: string;
  } | null;
  readonly stopS: number;
}

export interface ClusterRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly verbs: readonly string[];
}

/** A secret. Its value is made at `up` (or by Pulumi) and never stands in a rendered file. */
export interface Secret {
  readonly name: string;
  readonly does: string;
  readonly from:
    | { readonly kind: 'generated'; readonly length: number; readonly prefix: string }
    /** A file of the user's, and the setting that names it. */
    | { readonly kind: 'file'; readonly path: string; readonly setting: string }
    /** Text around another secret's value: `before` + value + `after`. */
    | { readonly kind: 'wrapped'; readonly secret: string; readonly before: string; readonly after: string };
}
