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
  it('says that nobody can tell while the directory is away', async () => {
    const ports = Object.assign(new FakePorts(), { directoryError: new PortError('unavailable', 'Directory', 'away') });
    await expect(find(ports).execute('ann@here.example')).rejects.toMatchObject({
      code: 'directory-away',
      retryable: true,
    });
  });
});
