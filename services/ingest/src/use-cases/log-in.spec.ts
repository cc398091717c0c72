import { PostbusError } from '@postbus/errors';
import { describe, expect, it } from 'vitest';
import { LogIn } from './log-in.ts';
import { ann } from './ports.fixture.ts';

class TooManyFailures extends PostbusError<'too-many-failures'> {}

const logIn = new LogIn({
  verify: async (name, password) => {
    if (password === 'broken') throw new Error('directory on fire');
    if (password === 'slow') throw new TooManyFailures('too-many-failures', 'wait');
    return name === 'ann' && password === 'secret' ? ann : undefined;
  },
});
const execute = (password: string, authorization = ''): Promise<unknown> =>
  logIn.execute({ authorization, user: 'ann', password }, '192.0.2.1');

describe('logging in', () => {
  it('gives the account', async () => {
    expect(await execute('secret')).toBe(ann);
    expect(await execute('secret', 'ann')).toBe(ann);
  });
  it('refuses a wrong password, and acting for another', async () => {
    await expect(execute('wrong')).rejects.toMatchObject({ code: 'login-refused', retryable: false });
    await expect(execute('secret', 'bob')).rejects.toMatchObject({ code: 'login-refused' });
  });
  it('says when it was not looked at after too many failures', async () => {
    await expect(execute('slow')).rejects.toMatchObject({ code: 'login-slowed', retryable: true });
  });
  it('says when it cannot tell', async () => {
    await expect(execute('broken')).rejects.toMatchObject({ code: 'login-unavailable', retryable: true });
  });
});
