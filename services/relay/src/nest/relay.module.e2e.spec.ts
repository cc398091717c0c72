import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { mailOutbound, mailReceived, mailRefused, toRecord } from '@postbus/contracts';
import {
  BLOB_STORE,
  BusConsumersModule,
  CLOCK,
  DIRECTORY,
  JOB_STORE,
  MESSAGE_BUS,
  loadConfiguration,
  portsModule,
} from '@postbus/platform';
import { systemClock } from '@postbus/ports';
import { startSmtpSink } from '@postbus/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RelayWorld, resolverOf, simpleMail } from '../../test/relay-world.ts';
import { relaySettings } from '../relay-settings.ts';
import { RelayModule } from './relay.module.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('the relay as an application', () => {
  it("sends what comes over the bus, and puts what is refused into the sender's mailbox, in the same trace", async () => {
    const sink = await startSmtpSink({ rcpt: (line) => (line.includes('eve') ? '550 5.1.1 no' : undefined) });
    const world = await RelayWorld.open({ clock: systemClock });
    closers.push(
      () => sink.close(),
      () => world.close(),
    );
    const settings = loadConfiguration(relaySettings, {
      environment: { POSTBUS_HOSTNAME: 'relay.here.example', POSTBUS_PORT: String(sink.port), POSTBUS_SHUTDOWN: '0' },
    });
    const adapters = [
      [MESSAGE_BUS, world.bus],
      [JOB_STORE, world.jobs],
      [BLOB_STORE, world.blobs],
      [DIRECTORY, world.directory],
      [CLOCK, systemClock],
    ] as const;
    const resolver = resolverOf({ addresses: { 'there.example': [sink.host] } });
    @Module({ imports: [portsModule(adapters), BusConsumersModule, RelayModule.register(settings, resolver)] })
    class Application {}
    const application = await NestFactory.createApplicationContext(Application, { logger: false });
    closers.push(() => application.close());

    const raw = await world.blobs.put(Buffer.from(simpleMail));
    const event = {
      id: crypto.randomUUID(),
      tenant: 'default',
      raw,
      reversePath: { address: 'alice@here.example', smtpUtf8: false, body: '7BIT' as const },
      submitter: world.alice.mailbox,
      domain: 'there.example',
      recipients: [{ address: 'bob@there.example' }, { address: 'eve@there.example' }],
      submittedAt: new Date().toISOString(),
    };
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await world.bus.publish([
      toRecord(mailOutbound, event, { id: event.id, source: '/test', traceparent }, new Date()),
    ]);

    expect((await sink.received(1))[0]).toMatchObject({ recipients: ['<bob@there.example>'] });
    const [report] = await world.received(1);
    expect(report?.content.toString()).toContain('Final-Recipient: rfc822; eve@there.example');
    expect(report?.traceparent?.split('-')[1]).toBe('0af7651916cd43dd8448eb211c80319c');

    const refused = {
      ...event,
      recipients: [{ address: 'carol@there.example', status: '5.7.0', text: 'it would go out in clear' }],
    };
    await world.bus.publish([
      toRecord(mailRefused, refused, { id: event.id, source: '/test', traceparent }, new Date()),
    ]);
    const refusal = (await world.received(2))[1];
    expect(refusal?.content.toString()).toContain(
      'Status: 5.7.0\r\nDiagnostic-Code: x-postbus; it would go out in clear',
    );
    expect(refusal?.traceparent?.split('-')[1]).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(sink.messages).toHaveLength(1);
    for (const { name } of [mailOutbound, mailReceived, mailRefused])
      expect(await world.bus.deadLetters(name)).toEqual([]);
  });
});
