/** Takes one message in: reads its data, holds it to the limits, keeps a small one in memory and hands a large one on. */
import { DataReader } from './data-reader.ts';
import type { InFlight } from './in-flight.ts';
import type { SmtpLimits } from './limits.ts';
import { BodyStream, type MessageBody } from './message-body.ts';
import { replies } from './replies.ts';
import type { Reply } from './reply.ts';
import { SmtpRefusal } from './smtp-refusal.ts';

export interface IntakeEvents {
  /** A large message begins to stream; `body.rest` goes on with it. */
  readonly onStream: (body: MessageBody) => void;
  /** The reader of the stream has caught up. */
  readonly onRead: () => void;
}

export class MessageIntake {
  readonly #reader = new DataReader();
  readonly #limits: SmtpLimits;
  readonly #inFlight: InFlight;
  readonly #events: IntakeEvents;
  #held = 0;
  #released = false;
  #refusal: Reply | undefined;
  #stream: BodyStream | undefined;

  constructor(limits: SmtpLimits, inFlight: InFlight, events: IntakeEvents) {
    this.#limits = limits;
    this.#inFlight = inFlight;
    this.#events = events;
  }

  /** Why the message will not be taken, as far as read. */
  get refusal(): Reply | undefined {
    return this.#refusal;
  }

  /** Whether the connection ought to wait until the stream's reader has caught up. */
  get isFull(): boolean {
    return this.#stream?.isFull ?? false;
  }

  /** Whether a sender goes on long after its message was too big: it is not read to its end. */
  get isHopeless(): boolean {
    return this.#reader.bytes > 2 * this.#limits.messageBytes;
  }

  /** Reads `chunk`. @returns index of the first byte behind the end of data, or -1 where the data goes on */
  push(chunk: Buffer): number {
    const end = this.#reader.push(chunk);
    this.#refusal ??= this.#check(end >= 0);
    if (this.#refusal !== undefined) this.#refuse();
    else if (this.#stream !== undefined) this.#pass(this.#stream);
    else this.#hold(end >= 0);
    return end;
  }

  /** The whole message, where it was small, or undefined where it streams; after the end of data. */
  finish(): MessageBody | undefined {
    if (this.#stream === undefined) return this.#body();
    this.#stream.end();
    return undefined;
  }

  /** No one reads the stream any more. */
  abandonStream(): void {
    this.#stream?.abandon();
  }

  /** The connection has gone, or the message is refused: gives back what it holds. */
  discard(error: Error): void {
    this.#stream?.fail(error);
    this.#reader.parts.take();
    this.release();
  }

  /** Gives back the memory of a message kept or refused. */
  release(): void {
    this.#inFlight.remove(this.#held);
    this.#held = 0;
    this.#released = true;
  }

  #check(ended: boolean): Reply | undefined {
    const { bytes, headerBytes, defect, longestLine, lineLength } = this.#reader;
    if (defect !== undefined) return replies.bareLineFeed;
    if (bytes > this.#limits.messageBytes) return replies.messageTooBig;
    if ((headerBytes ?? bytes) > this.#limits.headerBytes) return replies.headerTooBig;
    if (Math.max(longestLine, lineLength) > this.#limits.textLineBytes) return replies.textLineTooLong;
    const grows = !ended && this.#stream === undefined;
    return grows && this.#inFlight.isFull ? replies.overloaded : undefined;
  }

  #refuse(): void {
    this.discard(new SmtpRefusal(this.#refusal!));
  }

  #hold(ended: boolean): void {
    this.#account(this.#reader.bytes - this.#held);
    if (ended || this.#reader.bytes <= Math.max(this.#limits.memoryBytes, this.#limits.headerBytes)) return;
    const stream = new BodyStream({ onRead: (bytes) => this.#onRead(bytes) });
    const head = this.#body();
    this.#stream = stream;
    this.#events.onStream({ ...head, rest: stream });
  }

  #pass(stream: BodyStream): void {
    for (const part of this.#reader.parts.take()) {
      this.#account(part.length);
      stream.push(part);
    }
  }

  #onRead(bytes: number): void {
    this.#account(-bytes);
    this.#events.onRead();
  }

  #account(bytes: number): void {
    if (this.#released) return;
    this.#held += bytes;
    this.#inFlight.add(bytes);
  }

  #body(): MessageBody {
    const { bytes, headerBytes } = this.#reader;
    const parts = this.#reader.parts.take();
    const head = parts.length === 1 ? parts[0]! : Buffer.concat(parts, bytes);
    return { head, headerBytes: headerBytes ?? bytes };
  }
}
