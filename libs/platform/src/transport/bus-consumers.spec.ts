import { setTimeout as after } from 'node:timers/promises';
import { Controller, Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { type AccountChanged, type MailboxChanged, accountChanged, mailboxChanged, toRecord } from '@postbus/contracts';
import { newTraceparent, parseTraceparent } from '@postbus/domain';
import type { MessageBus } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portsModule } from '../ports-module.ts';
import { MESSAGE_BUS } from '../tokens.ts';
import { BusConsumersModule } from './bus-consumers.ts';
import { type EventReceived, type ProcessSpan, eventReceived, processSpan } from './channels.ts';
import { Consumes } from './consumes.ts';
import type { Received } from './received.ts';

class Seen {
  readonly events: Received<unknown>[] = [];
  #look: () => void = () => {};

  add(event: Received<unknown>): void {
    this.events.push(event);
    this.#look();
  }

  async atLeast(count: number): Promise<Received<unknown>[]> {
    while (this.events.length < count) {
      await new Promise<void>((resolve) => {
        this.#look = resolve;
      });
    }
    return this.events;
  }
}

@Injectable()
class AccountReader {
  slow: Promise<unknown> | undefined;
  handled = 0;

  constructor(@Inject(Seen) private readonly seen: Seen) {}

  @Consumes(accountChanged, { group: 'reader', attempts: 1 })
  async accountChanged(event: Received<AccountChanged>): Promise<void> {
    this.seen.add(event);
    await this.slow;
    this.handled++;
  }
}

@Controller()
class MailboxReader {
  constructor(@Inject(Seen) private readonly seen: Seen) {}

  @Consumes(mailboxChanged, { mode: 'broadcast' })
  async mailboxChanged(event: Received<MailboxChanged>): Promise<void> {
    this.seen.add(event);
  }
}

const time = new Date('2026-11-21T10:00:00.000Z');
const account = { account: 'a1', mailbox: 'm1', change: 'changed', version: 2 } as const;
const traceparent = newTraceparent();

describe('@Consumes', () => {
  const folder = temporaryFolder();
  let bus: MessageBus;
  let seen: Seen;

  async function start() {
    @Module({
      imports: [portsModule([[MESSAGE_BUS, bus]]), BusConsumersModule],
      providers: [{ provide: Seen, useValue: seen }, AccountReader],
      controllers: [MailboxReader],
    })
    class TestModule {}
    return NestFactory.createApplicationContext(TestModule, { logger: false });
  }

  beforeEach(() => {
    seen = new Seen();
    bus = openEmbeddedBus({ folder: folder.path });
  });
  afterEach(async () => {
    await bus.close();
    folder.remove();
  });

  it('gives a shared handler the event with its key, trace and times', async () => {
    const spans: ProcessSpan[] = [];
    const own = newTraceparent();
    const makeSpan = (message: unknown) => {
      const span = message as ProcessSpan;
      spans.push({ ...span });
      span.traceparent = own;
    };
    processSpan.start.subscribe(makeSpan);
    const application = await start();
    const before = Date.now();
    await bus.publish([toRecord(accountChanged, account, { id: 'e1', source: '/test', traceparent }, time)]);
    const [event] = await seen.atLeast(1);
    processSpan.start.unsubscribe(makeSpan);
    expect(event).toMatchObject({
      id: 'e1',
      source: '/test',
      topic: 'account.changed.v1',
      key: 'a1',
      data: account,
      happenedAt: time.getTime(),
      attempt: 1,
      traceparent: own,
    });
    expect(event?.publishedAt).toBeGreaterThanOrEqual(before - 1);
    expect(event?.signal.aborted).toBe(false);
    expect(spans).toMatchObject([{ topic: 'account.changed.v1', group: 'reader', event: 'e1', attempt: 1 }]);
    expect(parseTraceparent(spans[0]?.traceparent ?? '')?.traceId).toBe(parseTraceparent(traceparent)?.traceId);
    await application.close();
  });

  it('tells when an event was published, and how long after it happened, to whoever listens', async () => {
    const told: EventReceived[] = [];
    const listen = (message: unknown): unknown => told.push(message as EventReceived);
    eventReceived.subscribe(listen);
    const application = await start();
    const happened = new Date(Date.now() - 5000);
    await bus.publish([toRecord(accountChanged, account, { id: 'e6', source: '/test' }, happened)]);
    const [event] = await seen.atLeast(1);
    eventReceived.unsubscribe(listen);
    expect(told).toMatchObject([{ topic: 'account.changed.v1', group: 'reader', publishedAt: event!.publishedAt }]);
    expect(told[0]?.sending).toBe(event!.publishedAt - happened.getTime());
    await application.close();
  });

  it('gives a broadcast handler of a controller what is published from then on', async () => {
    const changed = { mailbox: 'm1', folders: [1], hierarchy: false, changeNumber: 7 };
    const record = toRecord(mailboxChanged, changed, { id: 'e2', source: '/test' }, time);
    await bus.publish([record]);
    const application = await start();
    await bus.publish([{ ...record, headers: { ...record.headers, ce_id: 'e3' } }]);
    const events = await seen.atLeast(1);
    expect(events.map(({ id }) => id)).toEqual(['e3']);
    expect(parseTraceparent(events[0]?.traceparent ?? '')).toBeDefined();
    await application.close();
  });

  it('sends a record that is no event of the topic to the dead letters in its original bytes', async () => {
    const application = await start();
    const record = toRecord(accountChanged, account, { id: 'e4', source: '/test' }, time);
    const bad = { ...record, value: Buffer.from('{"account":"a1"}') };
    await bus.publish([bad, record]);
    expect((await seen.atLeast(1)).map(({ id }) => id)).toEqual(['e4']);
    const letters = await bus.deadLetters(accountChanged.name);
    expect(letters).toMatchObject([{ group: 'reader', code: 'invalid-event' }]);
    expect(letters[0]?.record.value).toEqual(new Uint8Array(bad.value));
    await application.close();
  });

  it('lets a handler end before the application goes down', async () => {
    const application = await start();
    const reader = application.get(AccountReader);
    reader.slow = after(50);
    await bus.publish([toRecord(accountChanged, account, { id: 'e5', source: '/test' }, time)]);
    await seen.atLeast(1);
    expect(reader.handled).toBe(0);
    await application.close();
    expect(reader.handled).toBe(1);
  });
});
