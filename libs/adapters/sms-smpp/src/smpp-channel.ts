/**
 * A carrier by SMPP 3.4 as a channel of text messages: parts become submissions, what the carrier delivers becomes
 * receipts and parts. It stores nothing: what is to be kept is kept by `inbound` before the carrier is answered.
 */
import type { InboundPart, PartToSubmit, SmsChannel, SmsChannelInbound, SubmitOutcome } from '@postbus/ports';
import { SmppError } from '@postbus/smpp';
import { SmsError } from '@postbus/sms';
import { isReceipt, receiptOf } from './carrier-receipt.ts';
import { type SmppChannelSettings, accountOptionsOf } from './channel-settings.ts';
import type { DeliveredPdu } from './inbound.ts';
import type { SmppAnswered, SmppRequest } from './outcome.ts';
import { receivedPart } from './received-part.ts';
import { type AccountSurroundings, SmppAccount } from './smpp-account.ts';
import { submissionOf } from './submission.ts';
import { systemTimers } from './timers.ts';
import { answeredOutcome, submitOutcomeOf } from './submit-outcome.ts';

export interface ChannelSurroundings extends AccountSurroundings {
  /** The clock of the validity and of what comes in, epoch milliseconds. */
  readonly now?: () => number;
  /** Milliseconds without a connection, after which what waits for its turn is told as unsent; 5 s unless told. */
  readonly patience?: number;
}

const defaultPatience = 5000;

/**
 * Opens a channel; it connects once it is started.
 *
 * @throws {SmppSessionError} `bad-settings`
 */
export function openSmppChannel(
  settings: SmppChannelSettings,
  inbound: SmsChannelInbound,
  surroundings: ChannelSurroundings = {},
): SmsChannel {
  return new SmppChannel(settings, inbound, surroundings);
}

class SmppChannel implements SmsChannel {
  readonly #settings: SmppChannelSettings;
  readonly #inbound: SmsChannelInbound;
  readonly #now: () => number;
  readonly #account: SmppAccount;
  readonly #waitWithout: (action: () => void) => () => void;
  #cancelWait: (() => void) | undefined;
  /** The part that a request was made of, for its answer that comes late. */
  readonly #parts = new WeakMap<SmppRequest, PartToSubmit>();
  #isHeld = true;
  #isClosing = false;

  constructor(
    settings: SmppChannelSettings,
    inbound: SmsChannelInbound,
    { now = Date.now, patience = defaultPatience, ...surroundings }: ChannelSurroundings,
  ) {
    const { timers = systemTimers } = surroundings;
    this.#settings = settings;
    this.#inbound = inbound;
    this.#now = now;
    this.#waitWithout = (action) => timers.after(patience, action);
    const handlers = {
      deliver: (pdu: DeliveredPdu) => this.#deliver(pdu),
      answeredLate: (request: SmppRequest, answer: SmppAnswered) => this.#answeredLate(request, answer),
      bindChanged: () => this.#changed(),
    };
    this.#account = new SmppAccount(accountOptionsOf(settings), handlers, surroundings);
  }

  start(): void {
    this.#account.start();
  }

  get isUp(): boolean {
    return this.#isHeld && this.#account.binds.some(({ state, kind }) => state === 'bound' && kind !== 'receiver');
  }

  get binds(): number {
    return this.#account.binds.filter(({ state }) => state === 'bound').length;
  }

  get window(): number {
    return this.#account.window;
  }

  share(index: number, holders: number): void {
    const connections = this.#settings.connections ?? 1;
    const mine = Array.from({ length: connections }, (_, connection) => connection).filter(
      (connection) => connection % holders === index,
    );
    this.#isHeld = mine.length > 0;
    this.#account.hold(mine);
    this.#account.share = mine.length / connections;
    this.#changed();
  }

  async submit(part: PartToSubmit, signal?: AbortSignal): Promise<SubmitOutcome> {
    let request: SmppRequest;
    try {
      request = submissionOf(part, this.#settings, this.#now());
    } catch (error) {
      if (!(error instanceof SmppError || error instanceof SmsError)) throw error;
      const fault = { code: error.code, text: 'The carrier has no way to be told it.' };
      return { outcome: 'refused', retry: 'elsewhere', fault };
    }
    this.#parts.set(request, part);
    return submitOutcomeOf(await this.#account.submit(request, signal), this.#settings);
  }

  close(): Promise<void> {
    this.#cancelWait?.();
    this.#isClosing = true;
    return this.#account.close();
  }

  #changed(): void {
    if (this.isUp || this.#isClosing) {
      this.#cancelWait?.();
      this.#cancelWait = undefined;
    } else {
      this.#cancelWait ??= this.#waitWithout(() => {
        this.#cancelWait = undefined;
        this.#account.giveBack();
      });
    }
    this.#inbound.changed();
  }

  async #deliver(pdu: DeliveredPdu): Promise<'ESME_ROK' | 'ESME_RX_R_APPN'> {
    if (!isReceipt(pdu, this.#settings)) return answerTo(await this.#inbound.message(this.#received(pdu)));
    const told = receiptOf(pdu, this.#settings, this.#now());
    if (told !== undefined) await this.#inbound.receipt(told.receipt, told.userMessageReference);
    return 'ESME_ROK';
  }

  #received(pdu: DeliveredPdu): InboundPart {
    return receivedPart(pdu, this.#settings, this.#now());
  }

  #answeredLate(request: SmppRequest, answer: SmppAnswered): void {
    const part = this.#parts.get(request);
    if (part === undefined) return;
    const outcome = answeredOutcome(answer, this.#settings);
    const messageId = outcome.outcome === 'accepted' ? outcome.messageId : undefined;
    // Where it cannot be kept, the part stays of unknown outcome, which it is told as already.
    void this.#inbound
      .late(part, messageId, outcome.outcome === 'refused' ? outcome.fault : undefined)
      .catch(() => undefined);
  }
}

/** A message that nobody here is to have is not to come again. 5.1.3 */
function answerTo(taken: 'taken' | 'refused'): 'ESME_ROK' | 'ESME_RX_R_APPN' {
  return taken === 'taken' ? 'ESME_ROK' : 'ESME_RX_R_APPN';
}
