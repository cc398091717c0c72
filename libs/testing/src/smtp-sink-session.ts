/** One connection of the fake next hop: reads commands and contents, answers by the script. RFC 5321 */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { sinkCertificate } from './smtp-sink-certificate.ts';
import {
  type SinkAnswer,
  type SinkMessage,
  type SinkOptions,
  type SinkScript,
  type SinkSession,
  type SinkStep,
  defaultSinkAnswers,
  defaultSinkExtensions,
} from './smtp-sink-script.ts';

const steps: Readonly<Record<string, SinkStep>> = {
  EHLO: 'ehlo',
  HELO: 'helo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
  QUIT: 'quit',
  NOOP: 'noop',
};
const finalDot = Buffer.from('\r\n.\r\n');

export interface SinkListener {
  command(line: string): void;
  message(message: SinkMessage): void;
}

export class SinkConnection implements SinkSession {
  readonly commands: string[] = [];
  tls: boolean;
  serverName: string | undefined;
  private input: Buffer = Buffer.alloc(0);
  private mail = '';
  private recipients: string[] = [];
  /** Begins with a line end, so that a dot at once is found as one too. */
  private content: Buffer | undefined;
  private authContinues = false;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private socket: Socket,
    readonly number: number,
    private readonly script: SinkScript,
    private readonly options: SinkOptions,
    private readonly listener: SinkListener,
  ) {
    this.tls = socket instanceof TLSSocket;
    if (socket instanceof TLSSocket) this.serverName = socket.servername || undefined;
    this.listen(socket);
    this.enqueue(() => this.greet());
  }

  private async greet(): Promise<void> {
    await this.answer('greeting', '');
  }

  get ahead(): string {
    return this.input.toString('utf8');
  }

  destroy(): void {
    this.socket.destroy();
  }

  private listen(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.enqueue(() => this.take(chunk)));
  }

  private enqueue(work: () => Promise<void>): void {
    this.working = this.working.then(work).catch(() => this.destroy());
  }

  private async take(chunk: Buffer): Promise<void> {
    this.input = Buffer.concat([this.input, chunk]);
    while (!this.socket.destroyed && (await this.takeOne()));
  }

  /** Whether something was taken from the input. */
  private async takeOne(): Promise<boolean> {
    if (this.content !== undefined) return this.takeContent();
    const end = this.input.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.input.subarray(0, end).toString('utf8');
    this.input = this.input.subarray(end + 2);
    await this.command(line);
    return true;
  }

  private async takeContent(): Promise<boolean> {
    const from = Math.max(0, this.content!.length - finalDot.length);
    this.content = Buffer.concat([this.content!, this.input]);
    this.input = Buffer.alloc(0);
    const end = this.content.indexOf(finalDot, from);
    if (end < 0) return false;
    this.input = this.content.subarray(end + finalDot.length);
    const stuffed = this.content.subarray(0, end + 2).toString('latin1');
    const content = Buffer.from(stuffed.replaceAll('\r\n.', '\r\n').slice(2), 'latin1');
    this.content = undefined;
    const { mail, recipients } = this;
    const reply = await this.answer('content', '');
    if (reply.startsWith('2')) this.listener.message({ mail, recipients, content, session: this });
    this.reset();
    return true;
  }

  private async command(line: string): Promise<void> {
    this.commands.push(line);
    this.listener.command(line);
    if (this.authContinues) {
      this.authContinues = (await this.answer('auth', line)).startsWith('3');
      return;
    }
    const step = steps[line.split(/[ :]/, 1)[0]!.toUpperCase()];
    if (step === undefined) return this.send('500 5.5.1 unknown command');
    const reply = await this.answer(step, line);
    await this.after(step, line, reply);
  }

  private async after(step: SinkStep, line: string, reply: string): Promise<void> {
    const good = reply.startsWith('2');
    if (step === 'auth') this.authContinues = reply.startsWith('3');
    if (step === 'starttls' && good) this.startTls();
    if (step === 'mail' && good) this.mail = line.slice('MAIL FROM:'.length);
    if (step === 'rcpt' && good) this.recipients.push(line.slice('RCPT TO:'.length));
    if (step === 'data' && reply.startsWith('354')) this.content = Buffer.from('\r\n');
    if (step === 'rset' || step === 'ehlo' || step === 'helo') this.reset();
    if (step === 'quit') this.socket.end();
  }

  private reset(): void {
    this.mail = '';
    this.recipients = [];
  }

  private startTls(): void {
    this.socket.removeAllListeners('data');
    this.input = Buffer.alloc(0);
    const { key, cert } = this.options.certificate ?? sinkCertificate;
    const socket = new TLSSocket(this.socket, { isServer: true, key, cert });
    socket.on('secure', () => (this.serverName = socket.servername || undefined));
    this.socket = socket;
    this.tls = true;
    this.listen(socket);
  }

  /** Answers by the script and gives the reply, '' where there is none. */
  private async answer(step: SinkStep, line: string): Promise<string> {
    const scripted = this.script[step];
    const answer = (typeof scripted === 'function' ? scripted(line, this) : scripted) ?? this.defaultAnswer(step);
    return this.give(answer);
  }

  private defaultAnswer(step: SinkStep): string {
    if (step !== 'ehlo') return defaultSinkAnswers[step];
    const extensions = [...(this.options.extensions ?? defaultSinkExtensions)];
    if (this.options.tls === 'starttls' && !this.tls) extensions.push('STARTTLS');
    const lines = ['sink.example', ...extensions];
    return lines.map((text, index) => `250${index === lines.length - 1 ? ' ' : '-'}${text}`).join('\n');
  }

  private async give(answer: SinkAnswer): Promise<string> {
    if (typeof answer === 'string') {
      await this.send(answer);
      return answer;
    }
    if ('hang' in answer) return new Promise<string>(() => {});
    if ('drop' in answer) {
      this.destroy();
      return '';
    }
    if ('raw' in answer) {
      this.socket.write(answer.raw, 'latin1');
      if (answer.close === true) this.socket.end();
      return '';
    }
    if (answer.delay !== undefined) await wait(answer.delay, undefined, { ref: false });
    await this.send(answer.reply);
    if (answer.close === true) this.socket.end();
    return answer.reply;
  }

  private async send(reply: string): Promise<void> {
    if (this.socket.writable) this.socket.write(`${reply.replaceAll('\n', '\r\n')}\r\n`);
  }
}
