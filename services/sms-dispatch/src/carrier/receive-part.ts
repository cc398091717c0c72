/**
 * Takes messages, and parts of messages, that came to a number here. A part is kept before the carrier is answered; a
 * message is delivered once all its parts came, or with a gap after a time. Words for STOP and START are obeyed, and
 * delivered all the same.
 */
import type { Account } from '@postbus/domain';
import type { Directory, InboundPart, ReceivedPart, TextMessageStore } from '@postbus/ports';
import { normalizedNumber } from '@postbus/text-messages';
import { type DeliverText, type TextToDeliver, tellReceived } from './deliver-text.ts';
import { giveUpParts, joined } from './give-up-parts.ts';
import type { Keywords } from './keywords.ts';
import type { OptOutWords } from './opt-out-words.ts';
import { hasSameContent, isComplete, partToKeep, textOfWhole } from './received-text.ts';

export interface ReceptionOptions {
  /** Of the channel. */
  readonly name: string;
  readonly keywords: Keywords;
  /** Where numbers without a country code are dialled from, ISO 3166-1 alpha-2. */
  readonly region?: string | undefined;
}

/**
 * Milliseconds within which a carrier that had no answer sends a part again; after it, the same part is that of another
 * message, of a sender whose references do not change.
 */
const repeatedWithin = 300_000;
/** A sender that the carrier does not tell. */
const unknownSender = 'unknown';

export class ReceivePart {
  constructor(
    private readonly texts: Pick<TextMessageStore, 'addReceivedPart' | 'receivedParts' | 'removeReceivedParts'>,
    private readonly directory: Pick<Directory, 'resolveNumber'>,
    private readonly deliver: Pick<DeliverText, 'execute' | 'isDelivered'>,
    private readonly optOuts: Pick<OptOutWords, 'isSender' | 'obey'>,
    private readonly options: ReceptionOptions,
  ) {}

  /**
   * @returns `refused` where nobody here has the number
   * @throws {PortError} where it could not be kept: the carrier sends it again
   */
  async execute(received: InboundPart): Promise<'taken' | 'refused'> {
    const { sender, recipient } = received;
    const part = { ...received, sender: this.#numberOf(sender) || unknownSender, recipient: this.#numberOf(recipient) };
    const { concatenation } = part;
    const owner = await this.directory.resolveNumber(part.recipient);
    if (owner === undefined) {
      // A number that many send from is nobody's: who says STOP to it is obeyed all the same.
      const isSender = concatenation === undefined && this.optOuts.isSender(part.recipient);
      if (isSender && (await this.#obey(this.#whole(part)))) return 'taken';
      tellReceived({ channel: this.options.name, parts: 1 }, 'refused');
      return 'refused';
    }
    if (concatenation === undefined) await this.#deliver(owner, this.#whole(part));
    else await this.#keep(owner, partToKeep(this.options.name, { ...part, concatenation }));
    return 'taken';
  }

  /** Parts stay until they are given up, so that one which comes again is known, and not taken for a new message. */
  async #keep(owner: Account, part: ReceivedPart): Promise<void> {
    const { texts, directory, deliver } = this;
    let parts = await texts.addReceivedPart(part);
    while (isAnother(part, parts)) {
      await giveUpParts({ texts, directory, deliver }, part.key);
      parts = await texts.addReceivedPart(part);
    }
    if (isComplete(parts)) await this.#deliver(owner, joined(part.key, parts));
  }

  #whole(part: InboundPart): TextToDeliver {
    const { sender: from, recipient: to, at } = part;
    const text = textOfWhole(part);
    // One that comes again cannot be told from another that says the same: none is lost.
    const distinction = `${at}/${crypto.randomUUID()}`;
    return { channel: this.options.name, from, to, text, parts: 1, complete: true, receivedAt: at, distinction };
  }

  async #deliver(owner: Account, text: TextToDeliver): Promise<void> {
    await this.#obey(text);
    await this.deliver.execute(owner, text);
  }

  /** @returns whether it was such a word */
  async #obey({ text, from, to }: TextToDeliver): Promise<boolean> {
    const meaning = this.options.keywords.meaningOf(text);
    if (meaning !== undefined) await this.optOuts.obey(meaning, from, to);
    return meaning !== undefined;
  }

  /** In E.164, as numbers are kept, however the carrier writes it; a short code, or what is no number, as it is. */
  #numberOf(written: string): string {
    return normalizedNumber(written, this.options.region) ?? written;
  }
}

/** Whether `part` is of another message than those that are kept under its key. */
function isAnother(part: ReceivedPart, kept: readonly ReceivedPart[]): boolean {
  const there = kept.find(({ sequence }) => sequence === part.sequence);
  if (there === undefined) return false;
  return !hasSameContent(there, part) || part.at - there.at > repeatedWithin;
}
