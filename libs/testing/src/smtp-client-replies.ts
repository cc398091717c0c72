/** Replies of an SMTP server, read from the bytes that come. RFC 5321 4.2 */

export interface SmtpReply {
  readonly code: number;
  /** `2.1.0`, where the reply has one. RFC 2034 */
  readonly enhanced?: string;
  /** Texts of its lines, without codes. */
  readonly lines: readonly string[];
}

const lineForm = /^(\d{3})([ -]|$)(.*)$/s;
const enhancedForm = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/;

export class SmtpReplyReader {
  #text = '';
  #lines: string[] = [];
  readonly #ready: SmtpReply[] = [];
  readonly #waiting: { readonly resolve: (reply: SmtpReply) => void; readonly reject: (error: Error) => void }[] = [];
  #end: Error | undefined;

  push(chunk: Buffer): void {
    this.#text += chunk.toString('latin1');
    for (let end = this.#text.indexOf('\r\n'); end >= 0; end = this.#text.indexOf('\r\n')) {
      this.#line(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 2);
    }
  }

  /** Nothing more comes: whoever waits for a reply is told `error`. */
  end(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }

  next(): Promise<SmtpReply> {
    const ready = this.#ready.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #line(line: string): void {
    const found = lineForm.exec(line);
    if (found === null) {
      this.end(new Error(`not a reply: ${line}`));
      return;
    }
    const enhanced = enhancedForm.exec(found[3]!)?.[1];
    this.#lines.push(enhanced === undefined ? found[3]! : found[3]!.slice(enhanced.length + 1));
    if (found[2] === '-') return;
    const reply = { code: Number(found[1]), ...(enhanced !== undefined && { enhanced }), lines: this.#lines };
    this.#lines = [];
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#ready.push(reply);
    else waiting.resolve(reply);
  }
}
