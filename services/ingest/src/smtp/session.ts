/**
 * One SMTP or LMTP session: bytes in, replies out, whatever carries them. RFC 5321 3 and 4, RFC 2033, RFC 2920
 * Commands are read one after another; what comes while one is being decided waits, so replies keep their order, and replies
 * to commands that came together leave together.
 */
import { repliedError, sessionFailed } from '../channels.ts';
import { commands } from './commands/index.ts';
import { InputBuffer, LineError } from './input-buffer.ts';
import { commandLimit, longestLine } from './limits.ts';
import type { MessageBody } from './message-body.ts';
import { MessageIntake } from './message-intake.ts';
import { replies } from './replies.ts';
import { type Answer, type NextStep, type Reply, isError, reply } from './reply.ts';
import type { MaybePromise } from './session-handler.ts';
import type { SessionState } from './session-state.ts';
import { SmtpRefusal } from './smtp-refusal.ts';
import type { Transaction } from './transaction.ts';

export interface SessionOutput {
  write(text: string): void;
  /** Whether more should be read from the connection; called often, with the same value too. */
  setReading(reading: boolean): void;
  /** Goes on under TLS; `Session.secured` follows. */
  startTls(): void;
  /** Closes the connection when all is written. */
  close(): void;
}

/** Input that may wait while a command is being decided. */
const waitingInputBytes = 64 * 1024;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const beyondAscii = /[\u0080-\u00ff]/;
const control = /[\u0000-\u0008\u000a-\u001f\u007f]/; // eslint-disable-line no-control-regex

export class Session {
  readonly state: SessionState;
  readonly #output: SessionOutput;
  readonly #input = new InputBuffer();
  #unsent = '';
  #errors = 0;
  #lastInput = Date.now();
  /** What is done with the next line, where it is no command. */
  #continuation: ((line: string) => MaybePromise<Answer>) | undefined;
  /** Of the command that is being answered. */
  #verb = '';
  #intake: MessageIntake | undefined;
  /** The keeping of a message that streams. */
  #streaming: Promise<string> | undefined;
  /** A command or message is being decided. */
  #deciding = false;
  #draining = false;
  #ended = false;

  constructor(state: SessionState, output: SessionOutput) {
    this.state = state;
    this.#output = output;
  }

  /** Sends the greeting. RFC 5321 4.2 */
  greet(): void {
    const { hostname, protocol } = this.state.settings;
    this.#output.write(`220 ${hostname} ${protocol === 'smtp' ? 'ESMTP' : 'LMTP'} Postbus\r\n`);
  }

  /** Takes bytes that came over the connection. */
  push(chunk: Buffer): void {
    if (this.#ended) return;
    this.#lastInput = Date.now();
    this.#input.push(chunk);
    this.#run();
  }

  /** The connection is under TLS now: the session begins anew. RFC 3207 4.2 */
  secured(tls: { readonly protocol: string; readonly cipher: string }): void {
    const { address, port } = this.state.client;
    this.state.client = { address, port, tls };
    this.state.transaction = undefined;
    this.#lastInput = Date.now();
  }

  /** Why the session should end at `now` (epoch milliseconds), where it waits for its client for too long. */
  overdue(now: number): Reply | undefined {
    if (this.#deciding || this.#ended || this.#intake?.isFull === true) return undefined;
    const { idleTime, transactionTime } = this.state.settings.limits;
    if (now - this.#lastInput > idleTime) return replies.idle;
    const begun = this.state.transaction?.begun ?? now;
    return now - begun > transactionTime ? replies.transactionTooLong : undefined;
  }

  /** Says `last` and closes. */
  end(last: Reply): void {
    if (this.#ended) return;
    this.#say(last);
    this.#close();
  }

  /** Ends the session after the transaction that is open, at once where none is. RFC 5321 3.8 */
  drain(): void {
    this.#draining = true;
    this.#run();
  }

  /** The connection has gone. */
  lost(): void {
    this.#ended = true;
    this.#intake?.discard(new SmtpRefusal(replies.connectionLost));
    this.#intake = undefined;
  }

  #run(): void {
    while (!this.#deciding && !this.#ended) {
      const went = this.#intake === undefined ? this.#readCommand() : this.#readData(this.#intake);
      if (!went) break;
    }
    if (this.#draining && !this.#deciding && this.state.transaction === undefined) this.end(replies.shuttingDown);
    if (this.#ended) return;
    if (!this.#deciding || this.#input.length === 0) this.#flush();
    this.#updateReading();
  }

  #updateReading(): void {
    const waits = this.#deciding && this.#input.length > waitingInputBytes;
    this.#output.setReading(!waits && !(this.#intake?.isFull ?? false));
  }

  #flush(): void {
    if (this.#unsent === '') return;
    const text = this.#unsent;
    this.#unsent = '';
    this.#output.write(text);
  }

  #close(): void {
    this.#flush();
    this.lost();
    this.#output.close();
  }

  /** @returns whether a line was there */
  #readCommand(): boolean {
    try {
      const line = this.#input.takeLine(longestLine);
      if (line === undefined) return false;
      this.#decide(() => this.#obey(line));
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.end(error.code === 'too-long' ? replies.lineTooLong : replies.bareLineEnd);
    }
    return true;
  }

  #obey(bytes: string): MaybePromise<Answer> {
    if (control.test(bytes)) return { reply: replies.controlCharacter };
    const line = beyondAscii.test(bytes) ? fromUtf8(bytes) : bytes;
    const continuation = this.#continuation;
    if (continuation !== undefined) {
      this.#continuation = undefined;
      return continuation(line);
    }
    const space = line.indexOf(' ');
    const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase();
    if (bytes.length + 2 > commandLimit(verb)) return { reply: replies.lineTooLong };
    this.#verb = verb;
    const command = commands.get(verb);
    return command === undefined
      ? { reply: replies.unknownCommand }
      : command(this.state, space < 0 ? '' : line.slice(space));
  }

  /** Runs `decision`, at once where it can be, and answers. */
  #decide(decision: () => MaybePromise<Answer>): void {
    const answer = this.#answerOf(decision);
    if (!(answer instanceof Promise)) {
      this.#answer(answer);
      return;
    }
    this.#deciding = true;
    void answer.then((late) => this.#decided(late));
  }

  /** What is decided at once stays so, and a refusal becomes an answer. */
  #answerOf(decision: () => MaybePromise<Answer>): MaybePromise<Answer> {
    const refused = (error: unknown): Answer => ({ reply: this.#refusalOf(error) });
    try {
      const answer = decision();
      return answer instanceof Promise ? answer.catch(refused) : answer;
    } catch (error) {
      return refused(error);
    }
  }

  #decided(answer: Answer): void {
    this.#deciding = false;
    this.#lastInput = Date.now();
    if (this.#ended) return;
    this.#answer(answer);
    this.#run();
  }

  #answer({ reply: given, next }: Answer): void {
    const behind = this.#input.length > 0;
    const refusedData = this.#verb === 'DATA' && isError(given);
    if (behind && (next === 'start-tls' || refusedData)) {
      this.end(replies.inputBehindRefusal);
      return;
    }
    this.#say(given);
    if (given.code >= 500) this.#errors++;
    if (this.#errors >= this.state.settings.limits.errors) this.end(replies.tooManyErrors);
    else if (next !== undefined) this.#proceed(next);
  }

  #say(given: Reply): void {
    this.#unsent += given.wire;
    if (!isError(given) || !repliedError.hasSubscribers) return;
    repliedError.publish({ listener: this.state.settings.listener, code: given.code, enhanced: given.enhanced });
  }

  #proceed(next: NextStep): void {
    if (typeof next === 'function') this.#continuation = next;
    else if (next === 'close') this.#close();
    else if (next === 'read-data') this.#beginData();
    else {
      this.#flush();
      this.#output.startTls();
    }
  }

  #beginData(): void {
    this.#verb = '';
    this.#intake = new MessageIntake(this.state.settings.limits, this.state.settings.inFlight, {
      onStream: (body) => {
        this.#streaming = this.#keep(this.state.transaction!, body);
        this.#streaming.catch(() => this.#intake?.abandonStream());
      },
      onRead: () => this.#updateReading(),
    });
  }

  /** @returns whether there was data */
  #readData(intake: MessageIntake): boolean {
    if (this.#input.length === 0) return false;
    const chunk = this.#input.rest();
    const end = intake.push(chunk);
    this.#input.skip(end < 0 ? chunk.length : end);
    if (end >= 0) this.#endData(intake);
    else if (intake.isHopeless) this.end(replies.messageTooBig);
    return true;
  }

  /** The end of data has come: the message is kept or refused, and the transaction over. */
  #endData(intake: MessageIntake): void {
    const transaction = this.state.transaction!;
    const streaming = this.#streaming;
    this.#intake = undefined;
    this.#streaming = undefined;
    this.state.transaction = undefined;
    this.#decide(async () => {
      const outcome = await this.#outcome(intake, transaction, streaming);
      intake.abandonStream();
      intake.release();
      return this.#forEach(transaction, outcome);
    });
  }

  async #outcome(
    intake: MessageIntake,
    transaction: Transaction<unknown>,
    streaming: Promise<string> | undefined,
  ): Promise<Reply> {
    try {
      const whole = intake.refusal === undefined ? intake.finish() : undefined;
      if (streaming === undefined && whole === undefined) return intake.refusal!;
      const id = await (streaming ?? this.#keep(transaction, whole!));
      return reply(250, '2.0.0', `OK ${id}`);
    } catch (error) {
      return intake.refusal ?? this.#refusalOf(error);
    }
  }

  #keep(transaction: Transaction<unknown>, body: MessageBody): Promise<string> {
    return this.state.handler.message(this.state.client, transaction, body);
  }

  /** One reply; in LMTP one for each recipient. RFC 2033 4.2 */
  #forEach(transaction: Transaction<unknown>, given: Reply): Answer {
    if (this.state.settings.protocol === 'smtp') return { reply: given };
    return { reply: { ...given, wire: given.wire.repeat(transaction.recipients.length) } };
  }

  #refusalOf(error: unknown): Reply {
    if (error instanceof SmtpRefusal && error.cause === undefined) return error.reply;
    const refusal = error instanceof SmtpRefusal ? error : undefined;
    sessionFailed.publish({ listener: this.state.settings.listener, error: refusal?.cause ?? error });
    return refusal?.reply ?? replies.internalError;
  }
}

function fromUtf8(bytes: string): string {
  try {
    return strictUtf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    throw new SmtpRefusal(replies.notUtf8);
  }
}
