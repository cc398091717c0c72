import { manualClock } from '@postbus/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Authorization } from './authorization.ts';

const clock = manualClock(0);
let authorization: Authorization;
beforeEach(() => {
  authorization = new Authorization(
    [
      { name: 'operator', secret: 'the-operators-secret', readOnly: false },
      { name: 'grafana', secret: 'the-secret-of-grafana', readOnly: true },
    ],
    clock,
  );
});

const show = (secret: string, remote = '192.0.2.1') => authorization.check(`Bearer ${secret}`, remote);
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a token shown', () => {
  it('names its principal, and whether it may only look', () => {
    expect(show('the-operators-secret')).toEqual({ principal: 'operator', remote: '192.0.2.1', readOnly: false });
    expect(authorization.check('bearer  the-secret-of-grafana', '::1')).toMatchObject({
      principal: 'grafana',
      readOnly: true,
    });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic dGhlLW9wZXJhdG9ycy1zZWNyZXQ=',
    'the-operators-secret',
    'Bearer the-operators-secre',
    'Bearer the-operators-secret2',
    'Bearer the-operators-secret the-operators-secret',
  ])('is refused as %j', (header) => {
    expect(codeOf(() => authorization.check(header, '192.0.2.1'))).toBe('not-authorized');
  });

  it('after too many wrong ones from there is looked at later only', () => {
    for (let tries = 0; tries < 11; tries++) expect(codeOf(() => show('wrong'))).toBe('not-authorized');
    expect(codeOf(() => show('wrong'))).toBe('too-many-failures');
    expect(codeOf(() => show('the-operators-secret'))).toBe('too-many-failures');
    expect(codeOf(() => show('the-operators-secret', '192.0.2.2'))).toBe('none');
    clock.advance(1000);
    expect(codeOf(() => show('the-operators-secret'))).toBe('none');
  });

  it('that was right from there before is not slowed down by what others try', () => {
    show('the-operators-secret');
    for (let tries = 0; tries < 50; tries++) codeOf(() => show('wrong'));
    expect(codeOf(() => show('the-operators-secret'))).toBe('none');
    expect(codeOf(() => show('the-secret-of-grafana'))).toBe('too-many-failures');
  });

  it('of a whole IPv6 network counts as of one client', () => {
    for (let tries = 0; tries < 12; tries++) codeOf(() => show('wrong', `2001:db8::${tries}`));
    expect(codeOf(() => show('wrong', '2001:db8::ffff'))).toBe('too-many-failures');
    expect(codeOf(() => show('wrong', '2001:db8:0:1::1'))).toBe('not-authorized');
  });

  it('that is missing is no guess', () => {
    for (let tries = 0; tries < 50; tries++) codeOf(() => authorization.check(undefined, '192.0.2.1'));
    expect(codeOf(() => show('the-operators-secret'))).toBe('none');
  });
});
