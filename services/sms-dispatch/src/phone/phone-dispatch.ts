/**
 * The channel that is the owner's phones, as sms-dispatch sees it: sync offers messages to devices and keeps what they
 * say; here is what time makes of those of which nothing is heard. docs/text-messages.md, "Through the phone"
 */
import { type MailboxScope, type TextFault, type TextMessage, isEnded } from '@postbus/domain';
import type { DeviceStore, MailStore, TextMessageStore, Versioned } from '@postbus/ports';
import {
  isCopyOfPhone,
  isWithPhone,
  lostOnPhone,
  sendingDevice,
  sentByPhone,
  statusRecord,
  waitingForPhone,
  waitsForPhone,
  withdrawn,
} from '@postbus/text-messages';
import type { ChannelDispatch, Dispatched, MessageToDispatch } from '../dispatched.ts';
import { eventSource, serviceName } from '../event-source.ts';
import { outboxChanged } from '../outbox-changed.ts';

export interface PhonePorts {
  readonly texts: TextMessageStore;
  readonly mail: MailStore;
  readonly devices: DeviceStore;
}

/** Milliseconds. */
export interface PhoneTimes {
  /** That a message waits for a phone before another channel may have it. */
  readonly offerFor: number;
  /** That a phone has to come again after an offer. */
  readonly answerWithin: number;
  /** That a phone has to tell what became of a message that it took. */
  readonly sendWithin: number;
}

const noPhone: TextFault = { code: 'no-phone', text: 'no phone of its owner sends text messages' };
const notTaken: TextFault = { code: 'phone-not-there', text: 'no phone of its owner came for it in time' };

export class PhoneDispatch implements ChannelDispatch {
  constructor(
    private readonly ports: PhonePorts,
    private readonly times: PhoneTimes,
  ) {}

  /** @throws {PortError} `conflict` where a phone came at the same time: to be looked at again */
  async execute({ message, object, now }: MessageToDispatch): Promise<Dispatched> {
    const { value } = message;
    if (isEnded(value.state)) return { then: 'ended' };
    if (isWithPhone(value)) return this.watch(message, object === undefined, now);
    if (value.phone?.state === 'withdrawn') return { then: 'elsewhere', fault: notTaken };
    return waitsForPhone(value) ? this.wait(message, now) : this.beginToWait(message, now);
  }

  private async beginToWait({ value, version }: Versioned<TextMessage>, now: number): Promise<Dispatched> {
    const waiting = waitingForPhone(value, now);
    const events = value.state === waiting.state ? [] : [statusRecord(waiting, version + 1, eventSource, value.state)];
    await this.put(waiting, version, now, events);
    return { then: 'later', due: now + this.times.offerFor };
  }

  /** What nobody was offered may still go by another channel; where there is none, phones are asked again and again. */
  private async wait(message: Versioned<TextMessage>, now: number): Promise<Dispatched> {
    const { value, version } = message;
    const { phone, channels, changedAt } = value;
    const due = (phone?.since ?? changedAt) + this.times.offerFor;
    const isLate = now >= due;
    const mayMove = channels.length > 0;
    if (!isLate && !mayMove) return { then: 'later', due };
    const device = sendingDevice(await this.ports.devices.devices(scopeOf(value)), phone?.only);
    if (mayMove && (isLate || device === undefined)) return this.withdraw(message, device !== undefined, now);
    if (!isLate) return { then: 'later', due };
    // A device that was to have it may be switched off since, and the one before it still waits.
    if (device !== undefined) await this.put(value, version, now, []);
    return { then: 'later', due: now + this.times.offerFor };
  }

  /** Under the version that nobody had been offered: a claim at the same time makes this one fail. */
  private async withdraw(
    { value, version }: Versioned<TextMessage>,
    isSomePhone: boolean,
    now: number,
  ): Promise<Dispatched> {
    await this.ports.texts.put(withdrawn(value, now), version);
    return { then: 'elsewhere', fault: isSomePhone ? notTaken : noPhone };
  }

  /** @param isItemGone whether the object has left the Outbox */
  private async watch(
    { value, version }: Versioned<TextMessage>,
    isItemGone: boolean,
    now: number,
  ): Promise<Dispatched> {
    const { answerWithin, sendWithin } = this.times;
    const { state, since } = value.phone!;
    const due = since + (state === 'offered' ? answerWithin : sendWithin);
    if (now < due) return { then: 'later', due };
    const isSent = isItemGone && (await isCopyOfPhone(this.ports.mail, scopeOf(value), value));
    const ended = isSent ? sentByPhone(value, now) : lostOnPhone(value, now);
    await this.ports.texts.put(ended, version, [statusRecord(ended, version + 1, eventSource, value.state)]);
    return { then: 'ended' };
  }

  /** With the hint that wakes the phones that wait for the Outbox. */
  private async put(
    message: TextMessage,
    version: number,
    now: number,
    events: ReturnType<typeof statusRecord>[],
  ): Promise<void> {
    const { item, mailbox } = message;
    const [record] = item === undefined ? [] : await this.ports.mail.messages(scopeOf(message), [item]);
    const hints = record === undefined ? [] : [outboxChanged(mailbox, record, now)];
    await this.ports.texts.put(message, version, [...events, ...hints]);
  }
}

function scopeOf({ tenant, mailbox }: TextMessage): MailboxScope {
  return { tenant, mailbox, principal: { kind: 'service', service: serviceName } };
}
