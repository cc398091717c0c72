import { describe, expect, it } from 'vitest';
import type { Manifest } from './chart.ts';
import { schemaMistakes, typeMistakes } from './kubernetes-models.ts';

const object = (apiVersion: string, kind: string, name: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name },
  ...rest,
});

const service = object('v1', 'Service', 'good', { spec: { ports: [{ port: 25, targetPort: 'smtp' }] } });
const scaled = object('keda.sh/v1alpha1', 'ScaledObject', 'good', {
  spec: { scaleTargetRef: { name: 'a' }, triggers: [{ type: 'kafka', metadata: { topic: 'a' } }] },
});

describe('manifests against what Kubernetes takes', () => {
  it('passes what is right, of Kubernetes and of operators', async () => {
    expect(await schemaMistakes(service)).toEqual([]);
    expect(await schemaMistakes(scaled)).toEqual([]);
    expect(await typeMistakes([service, scaled])).toEqual([]);
  });

  it.each([
    ['what is missing', { spec: { ports: [{ targetPort: 'smtp' }] } }, 'required property port'],
    ['a wrong type', { spec: { ports: [{ port: '25' }] } }, 'must be integer'],
    ['a value that there is not', { spec: { type: 'LoadBalancing' } }, 'allowed values'],
  ])('tells %s', async (_, rest, said) => {
    expect((await schemaMistakes(object('v1', 'Service', 'bad', rest))).join()).toContain(said);
  });

  it('tells a kind that there is not', async () => {
    expect(await schemaMistakes(object('policy/v1beta9', 'PodDisruptionBudget', 'bad', {}))).toHaveLength(1);
  });

  it('tells members that nobody knows, deep inside too, each with the name of its manifest', async () => {
    const mistakes = await typeMistakes([
      service,
      object('v1', 'Service', 'misspelt', { spec: { ports: [{ port: 25, targetport: 'smtp' }] } }),
      object('keda.sh/v1alpha1', 'ScaledObject', 'unknown', {
        spec: { scaleTargetRef: { name: 'a' }, poolingInterval: 3, triggers: [] },
      }),
    ]);
    expect(mistakes).toHaveLength(2);
    expect(mistakes[0]).toMatch(/^Service misspelt: .*targetport/);
    expect(mistakes[1]).toMatch(/^ScaledObject unknown: .*poolingInterval/);
  });
});
