/**
 * Joins the parts of one message, whatever their order. 3GPP TS 23.040 9.2.3.24.1
 * Whose parts these are, and how long to wait for more, is the caller's: a reference means something only between one
 * sender and one recipient, and comes again.
 */
import { concat, equalBytes } from '@postbus/bytes';
import type { Concatenation } from './information-element.ts';
import { type UserData, textOf } from './read-user-data.ts';
import { SmsError } from './sms-error.ts';
import { mostParts } from './text-encoding.ts';

/** A part needs no header: `sar_msg_ref_num` and its like of SMPP say the same. */
export type MessagePart = Pick<UserData, 'alphabet' | 'shifts' | 'body'> & { readonly concatenation: Concatenation };

/** What parts of one message have in common, as a key; the addresses of both ends belong to it too. */
export function concatenationKey({ bits, reference, total }: Concatenation): string {
  return `${bits}/${reference}/${total}`;
}

export class PartAssembly {
  readonly concatenation: Concatenation;
  readonly #parts: (MessagePart | undefined)[];
  #count = 0;

  /**
   * An assembly of the message that `first` is a part of; holds that part.
   * @throws {SmsError} `out-of-range` for a part 0, one above its total, or a total above 255, as `sar_*` may tell
   */
  constructor(first: MessagePart) {
    checkNumbers(first.concatenation);
    this.concatenation = first.concatenation;
    this.#parts = Array.from({ length: first.concatenation.total });
    this.add(first);
  }

  /**
   * @returns `duplicate` for a part that is there already, `conflict` for another one of the same number: the first stays
   * @throws {SmsError} `other-message` for a part with another reference or total; `out-of-range` as for the first
   */
  add(part: MessagePart): 'added' | 'duplicate' | 'conflict' {
    checkNumbers(part.concatenation);
    if (concatenationKey(part.concatenation) !== concatenationKey(this.concatenation)) {
      throw new SmsError('other-message', 0, 'a part of another message');
    }
    const index = part.concatenation.sequence - 1;
    const there = this.#parts[index];
    if (there !== undefined) return equalBytes(there.body, part.body) ? 'duplicate' : 'conflict';
    this.#parts[index] = part;
    this.#count++;
    return 'added';
  }

  get isComplete(): boolean {
    return this.#count === this.#parts.length;
  }

  /** Numbers of the parts that are not there. */
  get missing(): number[] {
    return this.#parts.flatMap((part, index) => (part === undefined ? [index + 1] : []));
  }

  /** The parts that are there, in their order. */
  get parts(): MessagePart[] {
    return this.#parts.filter((part) => part !== undefined);
  }

  /** The whole text. @throws {SmsError} `incomplete` */
  text(): string {
    if (!this.isComplete) throw new SmsError('incomplete', 0, `parts ${this.missing.join(', ')} are missing`);
    return this.textThere('');
  }

  /** The text that is there, with `gap` once where parts are missing between or around. */
  textThere(gap: string): string {
    let text = '';
    let run: MessagePart[] = [];
    for (const [index, part] of this.#parts.entries()) {
      if (part !== undefined && (run.length === 0 || isWrittenAlike(run[0]!, part))) {
        run.push(part);
        continue;
      }
      text += textOfRun(run);
      run = part === undefined ? [] : [part];
      if (part === undefined && (index === 0 || this.#parts[index - 1] !== undefined)) text += gap;
    }
    return text + textOfRun(run);
  }
}

/**
 * An assembly for each message that `parts` belong to, in the order in which they begin.
 * @throws {SmsError} `out-of-range` as `PartAssembly` does
 */
export function assembleParts(parts: Iterable<MessagePart>): PartAssembly[] {
  const messages = new Map<string, PartAssembly>();
  for (const part of parts) {
    const key = concatenationKey(part.concatenation);
    const message = messages.get(key);
    if (message === undefined) messages.set(key, new PartAssembly(part));
    else message.add(part);
  }
  return [...messages.values()];
}

/** A part 0 would be counted and never read, and a total of millions kept room for. */
function checkNumbers({ total, sequence }: Concatenation): void {
  if (!(Number.isInteger(sequence) && sequence >= 1 && sequence <= total && total <= mostParts))
    throw new SmsError('out-of-range', 0, `part ${sequence} of ${total}`);
}

/** Bodies are joined before they are read: other senders cut surrogate pairs and escaped codes in two. */
function textOfRun(run: readonly MessagePart[]): string {
  const [first] = run;
  return first === undefined ? '' : textOf({ ...first, body: concat(run.map(({ body }) => body)) });
}

function isWrittenAlike(a: MessagePart, b: MessagePart): boolean {
  return a.alphabet === b.alphabet && a.shifts.locking === b.shifts.locking && a.shifts.single === b.shifts.single;
}
