import { expect, it } from 'vitest';
import { serverProperties } from './kafka-properties.ts';

const nodes = [1, 2, 3].map((id) => ({ id, port: 20_000 + id, controllerPort: 21_000 + id, data: `/data/${id}` }));

function parsed(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/=(.*)/s) as [string, string]),
  );
}

it('makes each of three nodes broker and controller of one quorum', () => {
  for (const node of nodes) {
    expect(parsed(serverProperties(node, nodes))).toMatchObject({
      'node.id': String(node.id),
      'process.roles': 'broker,controller',
      'controller.quorum.voters': '1@127.0.0.1:21001,2@127.0.0.1:21002,3@127.0.0.1:21003',
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
      'log.dirs': node.data,
    });
  }
});

it('replicates as a production cluster does where there are three brokers, and as far as possible with one', () => {
  const replication = ['default.replication.factor', 'min.insync.replicas', 'offsets.topic.replication.factor'];
  const of = (text: string): unknown[] => replication.map((name) => parsed(text)[name]);
  expect(of(serverProperties(nodes[0]!, nodes))).toEqual(['3', '2', '3']);
  expect(of(serverProperties(nodes[0]!, nodes.slice(0, 1)))).toEqual(['1', '1', '1']);
});

it('lets the caller have the last word', () => {
  const text = serverProperties(nodes[0]!, nodes, { 'min.insync.replicas': 1, 'log.retention.ms': 1000 });
  expect(parsed(text)).toMatchObject({ 'min.insync.replicas': '1', 'log.retention.ms': '1000' });
});
