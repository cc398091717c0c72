import { PortError } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { FindRecipient } from './find-recipient.ts';
import { FakePorts, ann } from './ports.fixture.ts';

const find = (ports = new FakePorts()): FindRecipient => new FindRecipient(ports.directory, 'ann@here.example');

describe('finding a recipient', () => {
  it('finds accounts by any of their addresses, in any case', async () => {
    for (const address of ['ann@here.example', 'ANN@Here.Example', 'ann.alias@here.example']) {
      expect(await find().execute(address)).toEqual({ kind: 'local', account: ann });
    }
  });
  it('finds whom the postmaster is, RFC 5321 4.5.1', async () => {
    expect(await find().execute('postmaster')).toEqual({ kind: 'local', account: ann });
  });
  it('tells other domains from unknown addresses of ours', async () => {
    expect(await find().execute('kim@there.example')).toEqual({ kind: 'elsewhere' });
    await expect(find().execute('kim@HERE.example')).rejects.toMatchObject({
      code: 'unknown-recipient',
      retryable: false,
    });
  });
  it('does not know an address that no account can have', async () => {
    await expect(find().execute('"a b"@here.example')).rejects.toMatchObject({ code: 'unknown-recipient' });
  });
  it('finds whoever has a number at the domain of numbers, for mail of others', async () => {
    const numbers = { domain: 'sms.here.example', lead: 'to-owners' } as const;
    const finding = new FindRecipient(new FakePorts().directory, 'ann@here.example', numbers);
    for (const address of ['+14255550100@sms.here.example', '14255550100/TYPE=PLMN@SMS.here.example'])
      expect(await finding.execute(address)).toEqual({ kind: 'local', account: ann });
    for (const address of ['+14255550199@sms.here.example', '+14255550100@there.example', 'ann@sms.here.example'])
      expect(await finding.execute(address)).toEqual({ kind: 'elsewhere' });
  });
  it('lets mail of users here go to numbers, also where the domain of numbers is one of ours', async () => {
    const numbers = { domain: 'here.example', lead: 'elsewhere' } as const;
    const finding = new FindRecipient(new FakePorts().directory, 'ann@here.example', numbers);
    expect(await finding.execute('+14255550199@here.example')).toEqual({ kind: 'elsewhere' });
    expect(await finding.execute('ann@here.example')).toEqual({ kind: 'local', account: ann });
    await expect(finding.execute('kim@here.example')).rejects.toMatchObject({ code: 'unknown-recipient' });
  });
  it('says that nobody can tell while the directory is away', async () => {
    const ports = Object.assign(new FakePorts(), { directoryError: new PortError('unavailable', 'Directory', 'away') });
    await expect(find(ports).execute('ann@here.example')).rejects.toMatchObject({
      code: 'directory-away',
      retryable: true,
    });
  });
});
