/** A session without a socket, for tests: what is said to it, and what it answers. */
import { InFlight } from './in-flight.ts';
import { type SmtpLimits, defaultLimits } from './limits.ts';
import { RecordingHandler } from './recording-handler.fixture.ts';
import { Session } from './session.ts';
import type { SessionHandler } from './session-handler.ts';
import type { SessionSettings } from './session-settings.ts';

export interface ScriptedOptions extends Partial<Omit<SessionSettings, 'limits'>> {
  readonly limits?: Partial<SmtpLimits>;
}

export class ScriptedSession {
  readonly handler = new RecordingHandler();
  readonly inFlight: InFlight;
  readonly session: Session;
  output = '';
  reading = true;
  closed = false;
  startedTls = false;

  constructor(options: ScriptedOptions = {}) {
    const limits = { ...defaultLimits, ...options.limits };
    this.inFlight = new InFlight(limits.inFlightBytes);
    const settings = {
      listener: 'test',
      protocol: 'smtp' as const,
      hostname: 'mx.example',
      startTls: false,
      loginNeeded: false,
      ...options,
      limits,
      inFlight: this.inFlight,
    };
    const client = { address: '192.0.2.1', port: 4321 };
    const handler = this.handler as unknown as SessionHandler;
    const state = { settings, handler, client, transaction: undefined, messages: 0, authFailures: 0 };
    this.session = new Session(state, {
      write: (text) => {
        this.output += text;
      },
      setReading: (reading) => {
        this.reading = reading;
      },
      startTls: () => {
        this.startedTls = true;
      },
      close: () => {
        this.closed = true;
      },
    });
  }

  /** Says `bytes` in pieces of the sizes given (the last size for the rest), and gives what was answered at once. */
  say(bytes: string, ...sizes: readonly number[]): string {
    const before = this.output.length;
    const all = Buffer.from(bytes, 'latin1');
    let at = 0;
    for (let index = 0; at < all.length; index++) {
      const size = sizes[Math.min(index, sizes.length - 1)] ?? all.length;
      this.session.push(Buffer.from(all.subarray(at, at + size)));
      at += size;
    }
    return this.output.slice(before);
  }

  /** Like `say`, also waiting for what is decided later. */
  async tell(bytes: string, ...sizes: readonly number[]): Promise<string> {
    const before = this.output.length;
    this.say(bytes, ...sizes);
    await this.settled();
    return this.output.slice(before);
  }

  /** Lets every promise that can go on do so. */
  async settled(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Codes of the replies, `250 2.1.0`, of continued ones the last line. */
  codes(output = this.output): string[] {
    const found = output.matchAll(/^(\d{3} )(\d\.\d+\.\d+)?/gm);
    return Array.from(found, ([, code, enhanced = '']) => `${code}${enhanced}`.trim());
  }
}

export const hello = 'EHLO client.example\r\n';
export const envelope = 'MAIL FROM:<from@client.example>\r\nRCPT TO:<to@mx.example>\r\nDATA\r\n';
