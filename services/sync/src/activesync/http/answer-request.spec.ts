import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { CommonStatus, decodeMessage, encodeMessage, pingResponse } from '@postbus/activesync';
import { DomainError } from '@postbus/domain';
import { PortError, systemClock } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KnownDevices } from '../device/known-device.ts';
import { TestMailbox } from '../mailbox.fixture.ts';
import { AnswerRequest, type HttpResponse } from './answer-request.ts';
import type { Command } from './commands.ts';

let mailbox: TestMailbox;
beforeEach(async () => {
  mailbox = await new TestMailbox().start();
});
afterEach(() => mailbox.close());

/** The answer to a command that fails with `error`. */
function answerTo(error: Error): Promise<HttpResponse> {
  const failing: Command = {
    answer: async () => {
      throw error;
    },
    refusal: (Status, version) => encodeMessage(pingResponse, { Status }, version),
  };
  const devices = new KnownDevices(mailbox.deviceStore, systemClock);
  const answering = new AnswerRequest(new Map([['Ping', failing]]), devices, { provisioning: false });
  const request = {
    method: 'POST',
    query: 'Cmd=Ping&User=ann&DeviceId=phone&DeviceType=Test',
    headers: { 'ms-asprotocolversion': '14.1' },
    body: new Uint8Array(),
    signal: new AbortController().signal,
  };
  return answering.execute(request, mailbox.context.account);
}

describe('the answer to a command that fails, [MS-ASHTTP] 2.2.2.1.1', () => {
  it('is 503 with Retry-After for what passes', async () => {
    const { status, headers } = await answerTo(new PortError('unavailable', 'MailStore', 'is away'));
    expect(status).toBe(503);
    expect(headers['retry-after']).toMatch(/^\d+$/);
  });

  it('is 500 for what is ours to see to, and told to who watches', async () => {
    const told: unknown[] = [];
    const listen = (message: unknown): number => told.push(message);
    subscribe('postbus.sync.command-failed', listen);
    try {
      const error = new TypeError('a mistake');
      expect(await answerTo(error)).toMatchObject({ status: 500, body: new Uint8Array() });
      expect(told).toEqual([{ command: 'Ping', error }]);
    } finally {
      unsubscribe('postbus.sync.command-failed', listen);
    }
  });

  it.each([
    new PortError('conflict', 'DeviceStore', 'changed'),
    new DomainError('changed-meanwhile', 'phone', 'the device changed meanwhile'),
  ])('is Status 111 where another request of the device was faster', async (error) => {
    const { status, body } = await answerTo(error);
    expect(status).toBe(200);
    expect(decodeMessage(pingResponse, body, { version: '14.1' }).Status).toBe(CommonStatus.ServerErrorRetryLater);
  });
});
