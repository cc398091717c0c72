/** What the schemas of Kubernetes do not say: that manifests fit each other, and what is asked of each pod. */
import type { Manifest } from './chart.ts';
import { nameOf } from './kubernetes-models.ts';
import { type PodSpec, type Workload, workloadsOf } from './pods.ts';

type Labels = Readonly<Record<string, string>>;

/** Everything wrong with a rendering, each with the manifest that it is in. */
export function manifestMistakes(manifests: readonly Manifest[]): string[] {
  const workloads = workloadsOf(manifests);
  return [
    ...twice(manifests.map(nameOf)).map((name) => `${name} comes twice`),
    ...workloads.flatMap((workload) => of(workload.manifest, podMistakes(workload, manifests))),
    ...manifests.flatMap((manifest) => of(manifest, selectorMistakes(manifest, workloads))),
    ...manifests.flatMap((manifest) => of(manifest, referenceMistakes(manifest, manifests))),
  ];
}

function of(manifest: Manifest, mistakes: readonly string[]): string[] {
  return mistakes.map((mistake) => `${nameOf(manifest)}: ${mistake}`);
}

function twice(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function says(wrong: boolean, what: string): string[] {
  return wrong ? [what] : [];
}

function podMistakes({ selector, labels, pod, container }: Workload, manifests: readonly Manifest[]): string[] {
  const ports = new Set(container.ports?.map(({ name }) => name));
  const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
  const volumes = new Set(pod.volumes?.map(({ name }) => name));
  const mounts = container.volumeMounts ?? [];
  const maps = (container.envFrom ?? []).flatMap(({ configMapRef }) => configMapRef?.name ?? []);
  const waits = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  return [
    ...says(!matches(selector, labels), 'its selector does not match its pods'),
    ...says(probes.includes(undefined), 'has no probe for the start, for life or for readiness'),
    ...probes.flatMap((probe) => {
      const { path = '', port = '' } = probe?.httpGet ?? {};
      return [
        ...says(!ports.has(String(port)), `a probe asks at ${port}, where nothing listens`),
        ...says(path !== '/healthz' && path !== '/readyz', `a probe asks for ${path}, which nobody answers`),
      ];
    }),
    ...mounts.filter(({ name }) => !volumes.has(name)).map(({ name }) => `mounts ${name}, which is no volume`),
    ...maps.filter((name) => !has(manifests, 'ConfigMap', name)).map((name) => `there is no ConfigMap ${name}`),
    ...says((pod.terminationGracePeriodSeconds ?? 30) < waits + 45, 'has less time to end than its parts take'),
    ...says(container.resources?.limits?.memory === undefined, 'has no limit of memory'),
    ...restrictedMistakes(pod),
  ];
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and a file system nobody writes to. */
function restrictedMistakes({ containers, ...pod }: PodSpec): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext ?? {};
  return [
    ...says(runAsNonRoot !== true || typeof runAsUser !== 'number' || runAsUser === 0, 'may run as root'),
    ...says((seccompProfile as { type?: string })?.type !== 'RuntimeDefault', 'is not under seccomp'),
    ...says(pod.automountServiceAccountToken !== false, 'is given a token'),
    ...says(pod.enableServiceLinks !== false, 'is given variables of services'),
    ...containers.flatMap(({ name, securityContext = {} }) => {
      const { drop } = (securityContext['capabilities'] ?? {}) as { drop?: readonly string[] };
      return [
        ...says(securityContext['allowPrivilegeEscalation'] !== false, `${name} may gain privileges`),
        ...says(securityContext['readOnlyRootFilesystem'] !== true, `${name} may write to its root file system`),
        ...says(drop?.includes('ALL') !== true, `${name} keeps capabilities`),
      ];
    }),
  ];
}

/** Services, budgets, policies and monitors are for pods that there are, and ports that these listen on. */
function selectorMistakes(manifest: Manifest, workloads: readonly Workload[]): string[] {
  const selected = selectorOf(manifest);
  if (selected === undefined) return [];
  const pods = workloads.filter(({ labels }) => matches(selected, labels));
  if (pods.length === 0) return ['selects no pods'];
  const listening = new Set(pods.flatMap(({ container }) => container.ports?.map(({ name }) => name) ?? []));
  return portsOf(manifest)
    .filter((port) => !listening.has(port))
    .map((port) => `speaks of port ${port}, on which its pods do not listen`);
}

interface Selecting {
  readonly selector?: Labels | { readonly matchLabels: Labels };
  readonly podSelector?: { readonly matchLabels: Labels };
  readonly ports?: readonly { readonly targetPort: string }[];
  readonly ingress?: readonly { readonly ports?: readonly { readonly port: number | string }[] }[];
  readonly podMetricsEndpoints?: readonly { readonly port: string }[];
}

function selectorOf({ kind, ...manifest }: Manifest): Labels | undefined {
  const { selector, podSelector } = (manifest['spec'] ?? {}) as Selecting;
  if (kind === 'Service') return selector as Labels;
  if (kind === 'NetworkPolicy') return podSelector?.matchLabels;
  if (kind === 'PodDisruptionBudget' || kind === 'PodMonitor') return (selector as { matchLabels: Labels }).matchLabels;
  return undefined;
}

/** Names of ports of the pods that a manifest selects. */
function portsOf({ kind, ...manifest }: Manifest): string[] {
  const { ports = [], ingress = [], podMetricsEndpoints: endpoints = [] } = manifest['spec'] as Selecting;
  if (kind === 'Service') return ports.map(({ targetPort }) => targetPort);
  if (kind === 'PodMonitor') return endpoints.map(({ port }) => port);
  if (kind !== 'NetworkPolicy') return [];
  return ingress.flatMap(({ ports: allowed = [] }) => allowed.map(({ port }) => String(port)));
}

interface Referring {
  readonly scaleTargetRef?: { readonly name: string };
  readonly minReplicas?: number;
  readonly triggers?: readonly { readonly authenticationRef?: { readonly name: string } }[];
  readonly rules?: readonly {
    readonly http: {
      readonly paths: readonly {
        readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
      }[];
    };
  }[];
}

/** What scalers and the Ingress name is there. */
function referenceMistakes({ kind, ...manifest }: Manifest, manifests: readonly Manifest[]): string[] {
  const { scaleTargetRef: target, triggers = [], rules = [] } = (manifest['spec'] ?? {}) as Referring;
  const scaled =
    target === undefined ? undefined : manifests.find(({ metadata }) => metadata.name === target.name && metadata);
  const missing = triggers
    .flatMap(({ authenticationRef }) => authenticationRef?.name ?? [])
    .filter((name) => !has(manifests, 'TriggerAuthentication', name));
  const backends =
    kind === 'Ingress' ? rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend.service)) : [];
  return [
    ...says(
      target !== undefined && !has(manifests, 'Deployment', target.name),
      `there is no Deployment ${target?.name}`,
    ),
    ...says(
      scaled !== undefined && 'replicas' in (scaled['spec'] as object),
      'the number of its pods would be put back at each upgrade',
    ),
    ...missing.map((name) => `there is no TriggerAuthentication ${name}`),
    ...backends
      .filter(({ name, port }) => !servicePorts(manifests, name).includes(port.name))
      .map(({ name, port }) => `there is no port ${port.name} at the Service ${name}`),
  ];
}

function servicePorts(manifests: readonly Manifest[], name: string): string[] {
  const service = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === name);
  return ((service?.['spec'] as { ports?: { name: string }[] })?.ports ?? []).map((port) => port.name);
}

function has(manifests: readonly Manifest[], kind: string, name: string): boolean {
  return manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}

function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
