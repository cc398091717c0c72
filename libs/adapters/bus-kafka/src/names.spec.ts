import { describe, expect, it } from 'vitest';
import { Names } from './names.ts';

describe('names in the cluster', () => {
  const names = new Names('acme.');

  it('have the prefix, which the port does not see', () => {
    expect(names.topic('mail.received.v1')).toBe('acme.mail.received.v1');
    expect(names.deadLetters('mail.received.v1')).toBe('acme.mail.received.v1.dlq');
    expect(names.group('conversion', 'mail.received.v1')).toBe('acme.conversion@acme.mail.received.v1');
  });

  it.each(['conversion', 'a.b', 'who@where', ''])('give the group %j back', (group) => {
    expect(names.fromGroup(names.group(group, 'x.y.v1'))).toEqual({ group, topic: 'x.y.v1' });
  });

  it('know the groups of others', () => {
    expect(names.fromGroup('conversion@mail.received.v1')).toBeUndefined();
    expect(names.fromGroup('acme.connect-cluster')).toBeUndefined();
    expect(names.fromGroup('acme.conversion@mail.received.v1')).toBeUndefined();
  });
});
