import { describe, expect, it } from 'vitest';
import { kafkaContainerSettings } from './kafka-container.ts';

describe('settings of the broker in a container', () => {
  const settings = kafkaContainerSettings('docker.example', 20_500);

  it('tell clients the address of the engine, and listen where it is published', () => {
    expect(settings).toMatchObject({
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://docker.example:20500',
      KAFKA_LISTENERS: 'PLAINTEXT://:20500,CONTROLLER://127.0.0.1:20501',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:20501',
      KAFKA_NODE_ID: '1',
    });
  });

  it('have names that the image turns back into those of properties', () => {
    for (const name of Object.keys(settings)) expect(name).toMatch(/^KAFKA_[A-Z0-9]+(_[A-Z0-9]+)*$/);
  });
});
