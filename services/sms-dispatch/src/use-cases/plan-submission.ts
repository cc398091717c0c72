import type { BusRecord, DecodedEvent, SmsSubmitted } from '@postbus/contracts';
import {
  type Account,
  DomainError,
  type MailboxScope,
  type MessageId,
  type StoredMessage,
  type TextFault,
  type TextMessage,
  isWaiting,
} from '@postbus/domain';
import {
  type Clock,
  type DeviceStore,
  type Directory,
  type JobStore,
  type MailStore,
  PortError,
  type TextMessageStore,
  type Versioned,
} from '@postbus/ports';
import {
  deviceGuid,
  isTakenBack,
  itemOfSubmission,
  phoneChannel,
  sendingDevice,
  statusRecord,
} from '@postbus/text-messages';
import { channels } from '../channels.ts';
import { eventSource, serviceName } from '../event-source.ts';
import { outboxChanged } from '../outbox-changed.ts';
import { type ItemToPlan, itemToPlan } from '../planning/item-to-plan.ts';
import { type LimitSettings, Limits } from '../planning/limits.ts';
import {
  type Change,
  type WhatIsThere,
  extended,
  reused,
  whatIsThere,
  withNewId,
} from '../planning/planned-changes.ts';
import { type PlanContext, dueOf, plannedMessage } from '../planning/planned-message.ts';
import { type RecipientGroup, type RoutedRecipient, isFault, recipientGroups } from '../planning/recipient-groups.ts';
import { splitForPhone } from '../planning/split-for-phone.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import { type ChosenSender, route } from '../routing/route.ts';
import type { ChannelRule } from '../rules-setting.ts';
import { jobOf } from '../sms-jobs.ts';
import type { DispatchAtOnce } from './dispatch-at-once.ts';

export interface PlanPorts {
  readonly texts: TextMessageStore;
  readonly mail: MailStore;
  readonly jobs: JobStore;
  readonly directory: Directory;
  readonly devices: DeviceStore;
  readonly clock: Clock;
}

export interface PlanSettings extends LimitSettings {
  readonly table: ChannelTable;
  readonly rules: readonly ChannelRule[];
  readonly region: string | undefined;
  /** Milliseconds. */
  readonly validity: number;
  readonly mostRecipients: number;
}

/** Tries against others who change the same messages. */
const mostTries = 10;

/**
 * Makes text messages of an item in the Outbox, each with the channels that may carry it and a job for the first. Done
 * again it changes nothing; after an edit of the item it brings what still waits to what the item says now.
 */
export class PlanSubmission {
  constructor(
    private readonly ports: PlanPorts,
    private readonly settings: PlanSettings,
    private readonly atOnce?: Pick<DispatchAtOnce, 'execute'>,
  ) {}

  /** @throws {PortError} where a store is away: to be repeated */
  async execute({ data, traceparent }: Pick<DecodedEvent<SmsSubmitted>, 'data' | 'traceparent'>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.plan(data, traceparent);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'no-such-mailbox') return;
        const isRaced =
          (error instanceof PortError && error.code === 'conflict') ||
          (error instanceof DomainError && ['changed-meanwhile', 'no-such-message'].includes(error.code));
        if (!isRaced || tries === mostTries) throw error;
      }
    }
  }

  private async plan(data: SmsSubmitted, traceparent: string | undefined): Promise<void> {
    const { texts, mail, directory, clock } = this.ports;
    const scope: MailboxScope = {
      tenant: data.tenant,
      mailbox: data.mailbox,
      principal: { kind: 'service', service: serviceName },
    };
    const ofSubmission = await texts.ofSubmission(data.partOf ?? data.id);
    // Stores remember what was inserted for a month; a schedule may be longer.
    const ofPart = ofSubmission.find(({ value }) => (value.part ?? value.submission) === data.id);
    const item = (await itemOfSubmission(mail, scope, data.id)) ?? ofPart?.value.item;
    const account = await directory.account(data.mailbox);
    if (item === undefined || account === undefined) return;
    const known = ofSubmission.filter(({ value }) => value.item === item);
    const stored = await mail.message(scope, item);
    if (stored === undefined) return this.cancel(known);
    if (ofSubmission.some(({ value }) => isTakenBack(value))) return this.takeBack(known, scope, item);
    const plan = itemToPlan(stored.object, account, this.settings.region);
    const chosen = await this.chosenSender(scope, plan);
    const now = clock.now();
    const { validity } = this.settings;
    const context: PlanContext = { data, item, plan, chosen, validity, now, traceparent };
    const there = whatIsThere(context, known);
    const { table } = this.settings;
    const planned = this.tooMany(there.uncovered, known, context) ?? this.routed(there.uncovered, context, account);
    const routed = await this.withoutSilentPhone(planned, context, scope);
    const groups = await this.partedFromPhone(
      recipientGroups(routed, table),
      there.kept,
      context,
      scope,
      stored,
      account,
    );
    await this.bring(context, known, there, groups, stored, account);
  }

  /** Where a part of the recipients goes by phone, that part gets an item, and a submission, of its own. */
  private async partedFromPhone(
    groups: readonly RecipientGroup[],
    kept: readonly Change[],
    { data, plan, now, traceparent }: PlanContext,
    scope: MailboxScope,
    stored: StoredMessage,
    account: Account,
  ): Promise<readonly RecipientGroup[]> {
    const byPhone = groups.find(({ key }) => key === phoneChannel);
    if (byPhone === undefined) return groups;
    const { recipients } = byPhone;
    const wait = kept.flatMap(({ after }) => (after.channel === phoneChannel ? after.recipients : []));
    if (recipients.length + wait.length === plan.recipients.length) return groups;
    const { region } = this.settings;
    await splitForPhone(this.ports.mail, scope, stored, { data, recipients, account, region, now, traceparent });
    return groups.filter((group) => group !== byPhone);
  }

  /** Undefined where it has no more recipients than it may have; else all that is told of them, once. */
  private tooMany(
    recipients: ItemToPlan['recipients'],
    known: readonly Versioned<TextMessage>[],
    { plan: { recipients: all } }: PlanContext,
  ): readonly RoutedRecipient[] | undefined {
    const { mostRecipients } = this.settings;
    if (all.length <= mostRecipients) return undefined;
    if (known.some(({ value }) => value.fault?.code === tooMany)) return [];
    const fault: TextFault = { code: tooMany, text: `it has ${all.length} recipients, and may have ${mostRecipients}` };
    return recipients.slice(0, mostRecipients).map(({ isNumber: _, ...recipient }) => ({ recipient, route: fault }));
  }

  private routed(
    recipients: ItemToPlan['recipients'],
    { plan: { kind }, data: { sender }, chosen }: PlanContext,
    account: Account,
  ): readonly RoutedRecipient[] {
    const { table, rules } = this.settings;
    return recipients.map(({ isNumber, ...recipient }) => {
      const wrong = isNumber ? undefined : notANumber;
      return {
        recipient,
        route: wrong ?? route({ account, number: recipient.number, kind, sender, chosen }, table, rules),
      };
    });
  }

  /** What is due would wait for a phone of an owner none of whose phones sends only to go on to the next channel. */
  private async withoutSilentPhone(
    routed: readonly RoutedRecipient[],
    context: PlanContext,
    scope: MailboxScope,
  ): Promise<readonly RoutedRecipient[]> {
    const isFirstOfSome = ({ route }: RoutedRecipient): boolean =>
      !isFault(route) && route[0] === phoneChannel && route.length > 1;
    if (!routed.some(isFirstOfSome) || dueOf(context) > context.now) return routed;
    if (sendingDevice(await this.ports.devices.devices(scope)) !== undefined) return routed;
    return routed.map((one) =>
      isFirstOfSome(one) ? { ...one, route: (one.route as readonly string[]).slice(1) } : one,
    );
  }

  /** Of GUIDs that are no channel's and no device's nothing is known: they are another program's. */
  private async chosenSender(scope: MailboxScope, { accountGuid }: ItemToPlan): Promise<ChosenSender | undefined> {
    if (accountGuid === undefined) return undefined;
    const channel = this.settings.table.named(accountGuid);
    if (channel !== undefined) return { channel };
    const devices = await this.ports.devices.devices(scope);
    const device = devices.find(({ id }) => deviceGuid(scope.mailbox, id) === accountGuid.toUpperCase());
    return device === undefined ? undefined : { channel: phoneChannel, device: device.id };
  }

  /**
   * Cancels what the item does not say any more, changes what waits otherwise than it is to, adds what is new. In this
   * order nobody is among the recipients of two messages that wait.
   */
  private async bring(
    context: PlanContext,
    known: readonly Versioned<TextMessage>[],
    { kept, spare }: WhatIsThere,
    groups: readonly RecipientGroup[],
    stored: StoredMessage,
    account: Account,
  ): Promise<void> {
    let changes = [...kept];
    const left = [...spare];
    const added: TextMessage[] = [];
    const limits = new Limits(this.ports.texts, context.data.mailbox, context.now, this.settings);
    for (const group of groups) {
      const more = extended(changes, group);
      if (more !== undefined) changes = more;
      else if (left.length > 0) changes.push(reused(context, left.shift()!, group));
      else added.push(withNewId(await this.limited(context, group, limits), known));
    }
    if (known.length === 0 && added.length === 1 && (await this.atOnce?.execute(added[0]!, stored, account)))
      return this.tell(context, added);
    await this.cancel(left);
    for (const change of changes) await this.change(change, stored);
    if (added.length > 0) await this.add(added, stored);
    const waiting = [...changes.map(({ after }) => after), ...added].filter(({ state }) => isWaiting(state));
    const jobs = waiting.flatMap((one) => jobOf(one) ?? []);
    if (jobs.length > 0) await this.ports.jobs.add(jobs);
    this.tell(context, added);
  }

  private async limited(context: PlanContext, group: RecipientGroup, limits: Limits): Promise<TextMessage> {
    const planned = plannedMessage(context, group);
    if (planned.state === 'failed') return planned;
    const fault = await limits.refusal(group.recipients);
    return fault === undefined ? planned : plannedMessage(context, group, fault);
  }

  private async add(messages: readonly TextMessage[], stored: StoredMessage): Promise<void> {
    await this.ports.texts.add(
      messages.map((message) => ({
        message,
        events: [statusRecord(message, 1, eventSource), ...this.wakingPhones(message, stored)],
      })),
    );
  }

  private async change({ before, after }: Change, stored: StoredMessage): Promise<void> {
    const { value, version } = before;
    if (after === value) return;
    const events = [statusRecord(after, version + 1, eventSource, value.state), ...this.wakingPhones(after, stored)];
    await this.ports.texts.put(after, version, events);
  }

  /** What was parted from a submission just before its owner took that back has nothing that would bring its item away. */
  private async takeBack(
    known: readonly Versioned<TextMessage>[],
    scope: MailboxScope,
    item: MessageId,
  ): Promise<void> {
    await this.cancel(known);
    if (known.length === 0) await this.ports.mail.apply(scope, [{ do: 'delete-message', id: item }]);
  }

  private async cancel(known: readonly Versioned<TextMessage>[]): Promise<void> {
    for (const { value, version } of known) {
      if (!isWaiting(value.state)) continue;
      const cancelled: TextMessage = { ...value, state: 'cancelled', changedAt: this.ports.clock.now() };
      await this.ports.texts.put(cancelled, version, [statusRecord(cancelled, version + 1, eventSource, value.state)]);
    }
  }

  /** A Sync that waits looks at the Outbox again. */
  private wakingPhones({ channel, state, mailbox }: TextMessage, stored: StoredMessage): BusRecord[] {
    if (channel !== phoneChannel || state !== 'queued') return [];
    return [outboxChanged(mailbox, stored, this.ports.clock.now())];
  }

  private tell({ data, plan, traceparent }: PlanContext, added: readonly TextMessage[]): void {
    if (added.length === 0 || !channels.planned.hasSubscribers) return;
    const recipients = added.reduce((sum, message) => sum + message.recipients.length, 0);
    channels.planned.publish({ kind: plan.kind, source: data.source, recipients, traceparent });
  }
}

const tooMany = 'too-many-recipients';
const notANumber: TextFault = { code: 'not-a-number', text: 'this is no number that can exist' };
