import { describe, expect, it } from 'vitest';
import type { Manifest } from './chart.ts';
import { manifestMistakes } from './manifest-mistakes.ts';

const labels = { app: 'sync' };
const probe = (path: string) => ({ httpGet: { path, port: 'operations' } });
const container = {
  name: 'sync',
  image: 'postbus:1.0.0',
  envFrom: [{ configMapRef: { name: 'settings' } }],
  ports: [
    { name: 'operations', containerPort: 9464 },
    { name: 'https', containerPort: 8443 },
  ],
  startupProbe: probe('/healthz'),
  livenessProbe: probe('/healthz'),
  readinessProbe: probe('/readyz'),
  lifecycle: { preStop: { sleep: { seconds: 10 } } },
  resources: { limits: { memory: '1Gi' } },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
};
const pod = {
  containers: [container],
  volumes: [{ name: 'tmp', emptyDir: {} }],
  terminationGracePeriodSeconds: 60,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
};

/** One that fits, but for what is given. */
function rendering(changed: { pod?: object; container?: object; others?: readonly Manifest[] } = {}): Manifest[] {
  const template = {
    metadata: { labels },
    spec: { ...pod, ...changed.pod, containers: [{ ...container, ...changed.container }] },
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'sync' },
      spec: { selector: { matchLabels: labels }, template },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} },
    service({ app: 'sync' }, 'https'),
    ...(changed.others ?? []),
  ];
}

function service(selector: object, targetPort: string, name = 'sync'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector, ports: [{ name: 'https', port: 443, targetPort }] },
  };
}

const other = (kind: string, spec: object): Manifest => ({ apiVersion: 'x', kind, metadata: { name: 'other' }, spec });

describe('manifests that fit each other', () => {
  it('are passed', () => {
    expect(manifestMistakes(rendering())).toEqual([]);
  });

  it.each([
    [
      'a probe of a port on which nothing listens',
      { livenessProbe: { httpGet: { path: '/healthz', port: 'http' } } },
      'asks at http',
    ],
    [
      'a probe of a path that nobody answers',
      { readinessProbe: { httpGet: { path: '/ready', port: 'operations' } } },
      '/ready',
    ],
    ['no probe', { startupProbe: undefined }, 'no probe'],
    ['a mount of no volume', { volumeMounts: [{ name: 'tls', mountPath: '/tls' }] }, 'mounts tls'],
    ['settings that are not there', { envFrom: [{ configMapRef: { name: 'settings-2' } }] }, 'no ConfigMap settings-2'],
    ['a preStop that leaves no time', { lifecycle: { preStop: { sleep: { seconds: 50 } } } }, 'less time to end'],
    [
      'a writable root',
      { securityContext: { ...container.securityContext, readOnlyRootFilesystem: false } },
      'write to its root',
    ],
    ['capabilities', { securityContext: { ...container.securityContext, capabilities: {} } }, 'capabilities'],
    ['no limit of memory', { resources: {} }, 'limit of memory'],
  ])('a container with %s is told', (_, changed, said) => {
    expect(manifestMistakes(rendering({ container: changed })).join()).toContain(said);
  });

  it.each([
    ['root', { securityContext: { ...pod.securityContext, runAsUser: 0 } }, 'root'],
    ['a token', { automountServiceAccountToken: true }, 'token'],
    ['variables of services', { enableServiceLinks: undefined }, 'variables of services'],
    ['no seccomp', { securityContext: { runAsNonRoot: true, runAsUser: 1 } }, 'seccomp'],
  ])('a pod with %s is told', (_, changed, said) => {
    expect(manifestMistakes(rendering({ pod: changed })).join()).toContain(said);
  });

  it.each([
    ['a Service of no pods', service({ app: 'snyc' }, 'https', 'two'), 'selects no pods'],
    ['a Service of no port', service({ app: 'sync' }, 'http', 'two'), 'port http'],
    ['the same name twice', service({ app: 'sync' }, 'https'), 'comes twice'],
    [
      'a budget of no pods',
      other('PodDisruptionBudget', { selector: { matchLabels: { app: 'x' } } }),
      'selects no pods',
    ],
    [
      'a policy of a port on which nothing listens',
      other('NetworkPolicy', { podSelector: { matchLabels: labels }, ingress: [{ ports: [{ port: 'smtp' }] }] }),
      'port smtp',
    ],
    [
      'a scaler of no Deployment',
      other('HorizontalPodAutoscaler', { scaleTargetRef: { name: 'x' } }),
      'no Deployment x',
    ],
    [
      'a trigger without its login',
      other('ScaledObject', { scaleTargetRef: { name: 'sync' }, triggers: [{ authenticationRef: { name: 'kafka' } }] }),
      'no TriggerAuthentication kafka',
    ],
    [
      'an Ingress to a port that its Service has not',
      other('Ingress', {
        rules: [{ http: { paths: [{ backend: { service: { name: 'sync', port: { name: 'http' } } } }] } }],
      }),
      'no port http at the Service sync',
    ],
  ])('%s is told', (_, manifest, said) => {
    expect(manifestMistakes(rendering({ others: [manifest] })).join()).toContain(said);
  });

  it('a Deployment with replicas of its own beside a scaler is told', () => {
    const [deployment, ...rest] = rendering({
      others: [other('HorizontalPodAutoscaler', { scaleTargetRef: { name: 'sync' } })],
    });
    const fixed = { ...deployment!, spec: { ...(deployment!['spec'] as object), replicas: 2 } };
    expect(manifestMistakes([fixed, ...rest]).join()).toContain('put back');
  });
});
