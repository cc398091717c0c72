import { describe, expect, it } from 'vitest';
import { type ApplicationData, FlagStatus, type SyncRequestCommand } from '@postbus/activesync';
import type { Folder } from '@postbus/domain';
import { dedupeKeys } from './dedupe-keys.ts';

const folder: Folder = {
  id: 5,
  parent: 1,
  displayName: 'Inbox',
  role: 'inbox',
  containerClass: 'IPF.Note',
  uidValidity: 1,
} as Folder;

function keys(commands: readonly SyncRequestCommand[], syncKey = '7', device = 'phone'): string[] {
  const changes = { folder, commands, syncKey, deletesAsMoves: true, from: { syncKey, streams: {} }, options: {} };
  return dedupeKeys(changes, { device } as Parameters<typeof dedupeKeys>[1]);
}

function add(ClientId: string, data: ApplicationData): SyncRequestCommand {
  return { kind: 'Add', Class: 'SMS', ClientId, ApplicationData: data };
}

const hello: ApplicationData = { To: '[MOBILE:+14255550123]', Body: { Type: 1, Data: 'Hello' }, Read: false };

describe('the key of an Add', () => {
  it('is the same of the same ClientId, twice in a request too, whatever became of read state and flag', () => {
    const flagged = { ...hello, Read: true, Flag: { Status: FlagStatus.Active } };
    const [first, again, read] = keys([add('1', hello), add('1', hello), add('1', flagged)]);
    expect([again, read]).toEqual([first, first]);
    expect(keys([add('1', flagged)])).toEqual([first]);
  });

  it('is another of another ClientId, text, device, folder or SyncKey, so that nothing is lost', () => {
    const [first] = keys([add('1', hello)]);
    const others = [
      ...keys([add('2', hello), add('1', { ...hello, Body: { Type: 1, Data: 'World' } })]),
      ...keys([add('1', hello)], '8'),
      ...keys([add('1', hello)], '7', 'tablet'),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });
});

describe('the key of another command', () => {
  it('is another where it comes again in its request, and the same where the request does', () => {
    const change: SyncRequestCommand = { kind: 'Change', ServerId: '5:1', ApplicationData: { Read: true } };
    const [first, second] = keys([change, change]);
    expect(first).not.toBe(second);
    expect(keys([change, change])).toEqual([first, second]);
  });
});
