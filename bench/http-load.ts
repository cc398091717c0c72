/**
 * Sends requests by HTTP/1.1 over several connections that are kept, one after another on each; it costs as little as can
 * be, since it shares the machine with what is measured. RFC 9112
 */
import { type Socket, connect } from 'node:net';

export interface HttpLoad {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** A whole request by its number: line, header and content. */
  readonly request: (number: number) => string;
}

/** @throws {Error} at the first answer that is none of success */
export async function sendByHttp({ port, connections, requests, request }: HttpLoad): Promise<void> {
  let next = 0;
  const send = async (): Promise<void> => {
    const connection = new HttpConnection(connect({ port, host: '127.0.0.1', noDelay: true }));
    try {
      while (next < requests) await connection.ask(request(next++));
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
}

export class HttpConnection {
  readonly #socket: Socket;
  #answer = '';
  #resolve: ((answer: string) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#reject?.(error));
    socket.on('close', () => this.#reject?.(new Error(`the connection was closed: ${this.#answer}`)));
  }

  /** @returns the content of the answer */
  ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#reject = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#answer += text;
    const answer = this.#answer;
    const content = answer.indexOf('\r\n\r\n') + 4;
    if (content < 4) return;
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, content)) ?? [];
    if (length !== undefined && answer.length < content + Number(length)) return;
    this.#answer = '';
    if (answer.startsWith('HTTP/1.1 2')) this.#resolve?.(answer.slice(content));
    else this.#reject?.(new Error(`an answer of success was expected: ${answer}`));
  }
}
