/** The pods that manifests describe: what they are told, what they listen on, what they have mounted. */
import type { Manifest } from './chart.ts';
import { type ServiceContainer } from './process.ts';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly EnvironmentVariable[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: { readonly requests?: object; readonly limits?: { readonly memory?: string } };
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean };
  };
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: number | string };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
  readonly terminationGracePeriodSeconds?: number;
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly serviceAccountName?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

/** A workload and the pods that it makes. */
export interface Workload {
  readonly manifest: Manifest;
  readonly selector: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: PodSpec;
  readonly container: Container;
}

interface DeploymentSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: PodSpec;
  };
}

export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment')
    .map((manifest) => {
      const { selector, template } = manifest['spec'] as DeploymentSpec;
      const [container] = template.spec.containers;
      return {
        manifest,
        selector: selector.matchLabels,
        labels: template.metadata.labels,
        pod: template.spec,
        container: container!,
      };
    });
}

/** What stands for the value of a Secret that the manifests do not hold. */
const unseen = 'a-secret-that-is-elsewhere';

/** The container as a process of ours, with the variables of its image, its ConfigMaps, and its own. */
export function serviceContainer(
  { manifest, container, pod }: Workload,
  manifests: readonly Manifest[],
  image: Readonly<Record<string, string>>,
): ServiceContainer {
  const environment: Record<string, string> = { ...image };
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name);
    Object.assign(environment, map?.['data']);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom?.secretKeyRef?.optional !== true) environment[name] = value ?? unseen;
  }
  const written = new Set((pod.volumes ?? []).filter(({ secret }) => secret !== undefined).map(({ name }) => name));
  const mounts = (container.volumeMounts ?? [])
    .filter(({ name }) => written.has(name))
    .map(({ mountPath }) => mountPath);
  return { place: `chart: ${manifest.metadata.name}`, command: container.command ?? [], environment, mounts };
}
