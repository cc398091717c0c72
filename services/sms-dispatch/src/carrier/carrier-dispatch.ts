/**
 * Gives text messages to one carrier, each part once. What is to leave is stored before the first PDU, and each part as
 * `submitting` before it may be written; so after a crash only parts that never were go out, under the same reference,
 * and a part without a known outcome is marked and never repeated.
 */
import type { CarrierSubmission, TextFault, TextMessage, TextPart } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { OxosmmsError, readSms } from '@postbus/oxosmms';
import type { Clock, SmsChannel, SubmitOutcome, TextMessageStore, Versioned } from '@postbus/ports';
import { SmsError } from '@postbus/sms';
import { advanceMessage, putMessage } from '@postbus/text-messages';
import { channels } from '../channels.ts';
import type { Begun, ChannelDispatch, Dispatched, MessageToBegin, MessageToDispatch } from '../dispatched.ts';
import { eventSource } from '../event-source.ts';
import { isUntouched, nameByReference, nextPlanned, unknownPart, withCarrier, withPart } from './carrier-parts.ts';
import { partToSubmit } from './part-to-submit.ts';
import { Places } from './places.ts';
import { type EncodingSettings, planParts } from './plan-parts.ts';
import type { TakeReceipt } from './take-receipt.ts';
import type { UnsettledParts } from './unsettled-parts.ts';
import { untilStored } from './until-stored.ts';

export interface CarrierDispatchOptions {
  /** Of the channel. */
  readonly name: string;
  readonly encoding: EncodingSettings;
  /** What a message comes from; undefined where it may not leave by this channel. */
  readonly senderOf: (message: TextMessage) => Promise<string | undefined>;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** Milliseconds, half of them to all by chance, until what did not go is tried again. */
const pauses = { slower: 4000, later: 40_000, unsent: 2000 } as const;
const slowerCodes: ReadonlySet<string> = new Set(['ESME_RTHROTTLED', 'ESME_RMSGQFUL']);
/**
 * Messages with a part on its way, to each part that may lack its answer: some are being stored. Each more is one that
 * a crash leaves unknown, though it never left.
 */
const placesPerWindow = 1.25;

/** Milliseconds that a new message waits for a place before it waits in its queue, and how many wait, by the number of places. */
const patience = 250;
const turns = 4;

const expired: TextFault = { code: 'expired', text: 'It was of no use any more before all of it had left.' };

/** A message of which this worker has marked one part as its own to submit. */
interface Marked {
  readonly held: Versioned<TextMessage>;
  readonly part: number;
}

export class CarrierDispatch implements ChannelDispatch {
  readonly #places: Places;
  readonly #random: () => number;

  constructor(
    private readonly texts: TextMessageStore,
    private readonly channel: SmsChannel,
    private readonly receipts: Pick<TakeReceipt, 'takeKept'>,
    private readonly unsettled: UnsettledParts,
    private readonly clock: Clock,
    private readonly options: CarrierDispatchOptions,
  ) {
    this.#places = new Places(() => channel.window * placesPerWindow);
    this.#random = options.random ?? Math.random;
  }

  isReady(): boolean {
    return this.channel.isUp;
  }

  /** Takes the receipts that came before their answer was stored. */
  async followUp({ carrier }: TextMessage): Promise<void> {
    await this.#takeKept(carrier?.parts ?? []);
  }

  /** The channel came up or went down: its window may be another. */
  changed(): void {
    this.#places.changed();
  }

  /** @throws {PortError} as `ChannelDispatch.execute` */
  async execute({ message, object }: MessageToDispatch, signal: AbortSignal): Promise<Dispatched> {
    const leave = await this.#places.take(signal);
    if (leave === undefined) return { then: 'later', due: this.clock.now() };
    try {
      const begun = await this.#begin(message, object);
      return 'then' in begun ? begun : await this.#submitAll(begun, leave, signal);
    } finally {
      leave();
    }
  }

  /** @throws {PortError} as `ChannelDispatch.begin` */
  async begin({ message, object, sender }: MessageToBegin, signal: AbortSignal): Promise<Begun | undefined> {
    const leave = this.channel.isUp ? await this.#places.takeSoon(signal, patience, turns) : undefined;
    if (leave === undefined) return undefined;
    try {
      const planned = await this.#planned(message, object, sender);
      if (!('code' in planned)) {
        const marked = withCarrier(message, withPart(planned, 0, { state: 'submitting' }), this.clock.now());
        return { message: marked, submit: (held, signal) => this.#submitAll({ held, part: 0 }, leave, signal), leave };
      }
    } catch (error) {
      leave();
      throw error;
    }
    leave();
    return undefined;
  }

  /** Marks the first part to be submitted, and with it all that it is submitted with. */
  async #begin(message: Versioned<TextMessage>, object: MessageObject | undefined): Promise<Marked | Dispatched> {
    const { value } = message;
    const begun = value.carrier !== undefined && !isUntouched(value.carrier) ? value.carrier : undefined;
    if (begun !== undefined && value.expiresAt <= this.clock.now())
      return this.#conclude(message, withoutPlanned(begun));
    if (begun !== undefined && nextPlanned(begun) === undefined) return this.#conclude(message, begun);
    if (!this.channel.isUp) return this.#later('unsent');
    const planned = await this.#planned(value, object);
    if ('code' in planned) return this.#notSubmitted(message, planned);
    const known = withoutSubmitting(value, planned);
    const part = nextPlanned(known)!;
    const marked = withCarrier(value, withPart(known, part, { state: 'submitting' }), this.clock.now());
    return { held: await putMessage(this.texts, message, marked, eventSource), part };
  }

  /** No part is to be given to the carrier any more; of those that were, a worker came to no end. */
  async #conclude(message: Versioned<TextMessage>, carrier: CarrierSubmission): Promise<Dispatched> {
    const known = withoutSubmitting(message.value, carrier);
    const after = withCarrier(message.value, known, this.clock.now());
    const settled = await putMessage(this.texts, message, after, eventSource);
    await this.#takeKept(settled.value.carrier!.parts);
    return { then: 'ended' };
  }

  /** What is kept of it where anything of it left; else of its text as it is now, under the same references. */
  async #planned(
    message: TextMessage,
    object: MessageObject | undefined,
    known?: string,
  ): Promise<CarrierSubmission | TextFault> {
    const { carrier } = message;
    if (carrier !== undefined && (object === undefined || !isUntouched(carrier))) return carrier;
    if (object === undefined) return { code: 'item-gone', text: 'Its text is gone from the Outbox.' };
    const sender = known ?? (await this.options.senderOf(message));
    if (sender === undefined) return { code: 'no-sender', text: 'The channel has no number for it to come from.' };
    const number = message.recipients[0]!.number;
    const reference = async (): Promise<number> =>
      carrier?.reference ?? this.texts.nextReference(this.options.name, number);
    try {
      const plan = await planParts(readSms(object).text, this.options.encoding, reference);
      const parts = plan.userData.map((): TextPart => ({ state: 'planned' }));
      return { sender, userMessageReference: carrier?.userMessageReference ?? referenceOf(message.id), parts, ...plan };
    } catch (error) {
      if (error instanceof SmsError || error instanceof OxosmmsError)
        return { code: error.code, text: 'Its text cannot be given to the carrier.' };
      throw error;
    }
  }

  /** @param leave called once nothing of it is on its way: others are while its last answer is stored */
  async #submitAll(begun: Marked, leave: () => void, signal: AbortSignal): Promise<Dispatched> {
    // Those of a worker that died before it asked for their receipts are asked for too.
    const submitted: TextPart[] = [...begun.held.value.carrier!.parts];
    let marked: Marked | undefined = begun;
    let ended: Dispatched = { then: 'ended' };
    while (marked !== undefined) {
      const { held, part }: Marked = marked;
      const settle = this.unsettled.add(this.#nameOf(held.value, part));
      try {
        const outcome = await this.#submit(held.value, part, signal);
        if (nextPlanned(held.value.carrier!) === undefined) leave();
        const next = await this.#store(held, part, outcome, signal);
        if (next.part !== undefined) submitted.push(next.part);
        marked = next.marked;
        ended = next.then ?? ended;
      } finally {
        settle();
      }
    }
    await this.#takeKept(submitted);
    return ended;
  }

  async #submit(message: TextMessage, part: number, signal: AbortSignal): Promise<SubmitOutcome> {
    const begunAt = performance.now();
    const outcome = await this.channel.submit(partToSubmit(message, message.carrier!, part), signal);
    if (channels.submitted.hasSubscribers) {
      const duration = performance.now() - begunAt;
      const { traceparent } = message;
      channels.submitted.publish({ channel: this.options.name, outcome: outcome.outcome, duration, traceparent });
    }
    return outcome;
  }

  /** Stores what became of a part; where it went out, marks the next one by the same put. */
  async #store(
    held: Versioned<TextMessage>,
    index: number,
    outcome: SubmitOutcome,
    signal: AbortSignal,
  ): Promise<{ readonly marked?: Marked; readonly part?: TextPart; readonly then?: Dispatched }> {
    let next: number | undefined;
    let then: Dispatched | undefined;
    const change = (message: TextMessage): TextMessage | undefined => {
      next = undefined;
      then = undefined;
      const { carrier } = message;
      // Released by its owner, or marked by another worker and told of since: nothing of this worker's is left in it.
      if (carrier?.parts[index] === undefined || isSettled(carrier.parts[index])) return undefined;
      if (outcome.outcome === 'unsent' || outcome.outcome === 'refused') {
        const refused = this.#refused(message, carrier, index, outcome);
        then = refused.then;
        return refused.message;
      }
      const known = withPart(carrier, index, partAfter(message, carrier, index, outcome));
      next = signal.aborted ? undefined : nextPlanned(known);
      if (next === undefined && nextPlanned(known) !== undefined) then = { then: 'later', due: this.clock.now() };
      const marked = next === undefined ? known : withPart(known, next, { state: 'submitting' });
      return withCarrier(message, marked, this.clock.now());
    };
    const changed = await untilStored(() => advanceMessage(this.texts, held, change, eventSource), signal);
    const part = changed?.value.carrier?.parts[index];
    return {
      ...(changed !== undefined && next !== undefined && { marked: { held: changed, part: next } }),
      ...(part?.messageId !== undefined && { part }),
      ...(then !== undefined && { then }),
    };
  }

  #refused(
    message: TextMessage,
    carrier: CarrierSubmission,
    index: number,
    outcome: SubmitOutcome & { readonly outcome: 'unsent' | 'refused' },
  ): { readonly message: TextMessage; readonly then: Dispatched } {
    const now = this.clock.now();
    const { fault } = outcome;
    const kind = outcome.outcome === 'unsent' ? 'unsent' : outcome.retry;
    if (kind === 'unsent' || kind === 'later') {
      // Another worker may have taken it for unknown meanwhile: then it ended, and did not leave.
      const isOurs = carrier.parts[index]!.state === 'submitting';
      const known = withPart(carrier, index, isOurs ? { state: 'planned' } : { state: 'failed', fault });
      return { message: withCarrier(message, known, now), then: this.#later(kind, fault) };
    }
    const others = carrier.parts.every((part, place) => place === index || part.state === 'planned');
    if (kind === 'elsewhere' && others) {
      const { carrier: _, ...never } = message;
      return { message: { ...never, state: 'queued', changedAt: now }, then: { then: 'elsewhere', fault } };
    }
    const parts = carrier.parts.map((part, place): TextPart =>
      place === index || part.state === 'planned' ? { state: 'failed', fault } : part,
    );
    return { message: withCarrier(message, { ...carrier, parts }, now), then: { then: 'ended' } };
  }

  /** It has no way to be submitted by this channel, and nothing of it was. */
  async #notSubmitted(message: Versioned<TextMessage>, fault: TextFault): Promise<Dispatched> {
    if (fault.code !== 'item-gone') return { then: 'elsewhere', fault };
    const { value } = message;
    const failed: TextMessage = { ...value, state: 'failed', fault, changedAt: this.clock.now() };
    await putMessage(this.texts, message, failed, eventSource);
    return { then: 'ended' };
  }

  #later(kind: 'unsent' | 'later', fault?: TextFault): Dispatched {
    const isSlower = fault !== undefined && slowerCodes.has(fault.code);
    const pause = pauses[isSlower ? 'slower' : kind];
    return { then: 'later', due: this.clock.now() + pause * (0.5 + this.#random() / 2) };
  }

  /** Receipts that came before the name that they tell was stored. */
  async #takeKept(parts: readonly TextPart[]): Promise<void> {
    for (const { messageId } of parts)
      if (messageId !== undefined) await this.receipts.takeKept(this.options.name, messageId);
  }

  #nameOf(message: TextMessage, part: number): string {
    const { userMessageReference } = partToSubmit(message, message.carrier!, part);
    return nameByReference(message.recipients[0]!.number, userMessageReference);
  }
}

/** Parts that did not leave while they were of use do not leave any more. */
function withoutPlanned(carrier: CarrierSubmission): CarrierSubmission {
  const parts = carrier.parts.map((part): TextPart =>
    part.state === 'planned' ? { state: 'failed', fault: expired } : part,
  );
  return { ...carrier, parts };
}

/** What was marked and never told of is of unknown outcome. */
function withoutSubmitting(message: TextMessage, carrier: CarrierSubmission): CarrierSubmission {
  const parts = carrier.parts.map((part, index) =>
    part.state === 'submitting' ? unknownPart(message, carrier, index) : part,
  );
  return { ...carrier, parts };
}

/** Told of by the carrier already: a receipt was quicker, or another worker. */
function isSettled({ state }: TextPart): boolean {
  return state === 'submitted' || state === 'delivered' || state === 'failed';
}

function partAfter(
  message: TextMessage,
  carrier: CarrierSubmission,
  index: number,
  outcome: SubmitOutcome & { readonly outcome: 'accepted' | 'unknown' },
): TextPart {
  if (outcome.outcome === 'unknown') return unknownPart(message, carrier, index);
  return { state: 'submitted', ...(outcome.messageId !== undefined && { messageId: outcome.messageId }) };
}

/** Of a message's first part: some of its id, which is as good as by chance. */
function referenceOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-4), 16) || 0;
}
