/** The carriers of the settings, put together: what leaves by them, what they tell, what comes in, their accounts. */
import type { Clock, Directory, MailStore, SmsChannel, SmsChannelInbound, TextMessageStore } from '@postbus/ports';
import type { TextChannel } from '../channel-settings.ts';
import { tellFault } from '../channels.ts';
import type { DispatchPart } from '../dispatched.ts';
import type { AnswerAsMail } from '../mms/answer-as-mail.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import type { TextChannelFactories } from '../text-channel-factories.ts';
import { CarrierAccount, tellBound } from './carrier-account.ts';
import { CarrierDispatch } from './carrier-dispatch.ts';
import { DeliverText } from './deliver-text.ts';
import { giveUpParts } from './give-up-parts.ts';
import { IncompleteParts } from './incomplete-parts.ts';
import { Keywords } from './keywords.ts';
import { OptOutWords } from './opt-out-words.ts';
import { Places } from './places.ts';
import { ReceivePart } from './receive-part.ts';
import { TakeReceipt } from './take-receipt.ts';
import { UnsettledParts } from './unsettled-parts.ts';
import { untilStored } from './until-stored.ts';

export type SmppTextChannel = Extract<TextChannel, { readonly kind: 'smpp' }>;

export interface CarrierPorts {
  readonly texts: TextMessageStore;
  readonly mail: Pick<MailStore, 'apply' | 'applied'>;
  readonly directory: Pick<Directory, 'resolveNumber' | 'account'>;
  readonly clock: Clock;
  readonly table: Pick<ChannelTable, 'sender' | 'senders'>;
}

/**
 * Receipts and messages of all carriers that are taken at once; the others wait. Stops the backlog of a carrier that was
 * away from waiting for the store beside all else, until everything waits longer than it may and nothing gets done.
 */
const takenAtOnce = 32;

export interface CarriersOptions {
  /** Names this process among those that share the accounts. */
  readonly owner: string;
  /** Milliseconds. */
  readonly lease: number;
  /** Milliseconds. */
  readonly incompleteAfter: number;
  readonly region: string | undefined;
  readonly answers: Pick<AnswerAsMail, 'execute'>;
  /** A channel came up or went down. */
  readonly onChanged: (channel: string) => void;
}

export interface Carriers {
  /** By the name of their channel. */
  readonly dispatches: ReadonlyMap<string, CarrierDispatch>;
  readonly parts: readonly DispatchPart[];
}

/**
 * @param open none where the main program speaks no SMPP: then nothing leaves by these channels
 * @throws what `open` throws for settings that cannot be used
 */
export function createCarriers(
  settings: readonly SmppTextChannel[],
  open: TextChannelFactories['smpp'],
  ports: CarrierPorts,
  options: CarriersOptions,
): Carriers {
  const { texts, directory, clock, mail } = ports;
  const deliver = new DeliverText(mail, texts, options.answers);
  const ending = new AbortController();
  const places = new Places(() => takenAtOnce);
  const create = (channel: SmppTextChannel, opened: NonNullable<typeof open>) =>
    createCarrier(channel, opened, ports, { deliver, places, stopping: ending.signal }, options);
  const carriers = open === undefined ? [] : settings.map((channel) => create(channel, open));
  // Parts may be there of channels that the settings have no more.
  const giveUp = (key: string): Promise<void> => giveUpParts({ texts, directory, deliver }, key);
  const incomplete = new IncompleteParts(texts, giveUp, clock, { after: options.incompleteAfter });
  return {
    dispatches: new Map(carriers.map(({ name, dispatch }) => [name, dispatch])),
    parts: [
      { start: () => {}, stop: async () => ending.abort() },
      ...carriers.map(({ account }) => account),
      incomplete,
    ],
  };
}

/** What the carriers have in common. */
interface OfAll {
  readonly deliver: DeliverText;
  readonly places: Places;
  /** Nothing waits for the store any more. */
  readonly stopping: AbortSignal;
}

function createCarrier(
  settings: SmppTextChannel,
  open: NonNullable<TextChannelFactories['smpp']>,
  { texts, directory, clock, table }: CarrierPorts,
  { deliver, places, stopping }: OfAll,
  { owner, lease, region, onChanged }: CarriersOptions,
) {
  const { name } = settings;
  const unsettled = new UnsettledParts();
  const receipts = new TakeReceipt(texts, unsettled, clock, { kept: settings.receiptsKept });
  const keywords = new Keywords(settings);
  const optOuts = new OptOutWords(texts, clock, table.senders, region);
  const receive = new ReceivePart(texts, directory, deliver, optOuts, { name, keywords, region });
  const isTold = <Told>(doing: string, taking: Promise<Told>): Promise<Told> =>
    taking.catch((error: unknown) => {
      tellFault(name, doing, error);
      throw error;
    });
  const inbound: SmsChannelInbound = {
    receipt: (receipt, reference) =>
      isTold(
        'receipt',
        places.run(() => receipts.execute(receipt, reference)),
      ),
    message: (part) =>
      isTold(
        'receive',
        places.run(() => receive.execute(part)),
      ),
    late: (part, messageId, fault) =>
      isTold(
        'late',
        untilStored(() => receipts.late(name, part, messageId, fault), stopping),
      ),
    // Nothing is opened, and so nothing changes, before the channel is there.
    changed: () => changed(),
  };
  const channel: SmsChannel = open(settings, inbound);
  const dispatch = new CarrierDispatch(texts, channel, receipts, unsettled, clock, {
    name,
    encoding: settings,
    senderOf: async ({ mailbox, sender }) => {
      const account = await directory.account(mailbox);
      return account && table.sender(name, account, sender);
    },
  });
  const changed = (): void => {
    tellBound(name, channel, channel.binds);
    dispatch.changed();
    onChanged(name);
  };
  return { name, dispatch, account: new CarrierAccount(texts, channel, { name, owner, lease }) };
}
