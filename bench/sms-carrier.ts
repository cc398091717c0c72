/**
 * A carrier in a process of its own: takes binds, answers submissions, sends a receipt for each, and counts both by the
 * number in the text. It does what a carrier does and no more, since it shares the machine with what is measured.
 * SMPP 3.4. Usage: node sms-carrier.ts '{"answerAfter": 0, "receiptAfter": 100}'
 * GET /counts of its control listener tells what came, GET /numbers of which messages.
 */
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { type Pdu, type PduOf, PduFramer, esmClass, readPdu, tlv, tlvValue, writePdu } from '@postbus/smpp';
import { MessageState, deliveryReceiptText } from '@postbus/sms';

export interface CarrierOptions {
  /** Milliseconds until a submission is answered. */
  readonly answerAfter: number;
  /** Milliseconds from the answer to the receipt. */
  readonly receiptAfter: number;
  /** Whether receipts have the user_message_reference of their submission; few carriers do that. */
  readonly references?: boolean;
}

/** What `GET /counts` tells; times in milliseconds since 1970, with fractions. */
export interface CarrierCounts {
  /** Submissions, those that came twice twice. */
  readonly submissions: number;
  /** Different messages, by the number in the text. */
  readonly messages: number;
  /** Numbers of messages that came more than once. */
  readonly repeated: readonly number[];
  /** Receipts that were taken with ESME_ROK. */
  readonly receipts: number;
  readonly firstSubmission: number;
  readonly lastSubmission: number;
  readonly lastReceipt: number;
}

interface Receipt {
  readonly due: number;
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly reference: number | undefined;
}

const { answerAfter, receiptAfter, references = false } = JSON.parse(process.argv[2]!) as CarrierOptions;
/** Receipts that may wait for their answer on one connection, as many as carriers have usually. */
const receiptWindow = 100;
/** Milliseconds between looks for receipts that are due. */
const tick = 5;
/** Milliseconds until a receipt that was refused comes again. */
const again = 1000;

const sessions = new Set<Session>();
const due: Receipt[] = [];
const seen = new Map<number, number>();
const receiptFlags = esmClass({ type: 'receipt' });
let submissions = 0;
let receipts = 0;
let firstSubmission = 0;
let lastSubmission = 0;
let lastReceipt = 0;

const now = (): number => performance.timeOrigin + performance.now();

class Session {
  readonly #socket: Socket;
  readonly #framer = new PduFramer();
  readonly #receipts = new Map<number, Receipt>();
  #sequence = 0;
  isReceiving = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('close', () => {
      sessions.delete(this);
      // Receipts without an answer come again to whoever binds next.
      due.unshift(...this.#receipts.values());
    });
  }

  /** Sends receipts that are due while the window has room. */
  deliver(at: number): void {
    this.#socket.cork();
    while (this.#receipts.size < receiptWindow && due.length > 0 && due[0]!.due <= at) {
      const receipt = due.shift()!;
      this.#receipts.set(++this.#sequence, receipt);
      this.#socket.write(receiptPdu(receipt, this.#sequence));
    }
    this.#socket.uncork();
  }

  #take(chunk: Uint8Array): void {
    this.#socket.cork();
    for (const bytes of this.#framer.push(chunk)) this.#answer(readPdu(bytes).pdu);
    this.#socket.uncork();
  }

  #answer(pdu: Pdu): void {
    const { command, sequence } = pdu;
    if (command === 'submit_sm') this.#submitted(pdu);
    else if (command === 'deliver_sm_resp') this.#receipted(pdu);
    else if (command === 'bind_transceiver' || command === 'bind_receiver' || command === 'bind_transmitter') {
      this.isReceiving = command !== 'bind_transmitter';
      this.#socket.write(writePdu({ command: `${command}_resp`, sequence, body: { system_id: 'bench' } }));
    } else if (command === 'enquire_link' || command === 'unbind') {
      this.#socket.write(writePdu({ command: `${command}_resp`, sequence }));
    }
  }

  #submitted({ sequence, body, tlvs }: PduOf<'submit_sm'>): void {
    const at = now();
    const number = numberIn(body.short_message);
    seen.set(number, (seen.get(number) ?? 0) + 1);
    const messageId = (submissions++ + 0x10000000).toString(16);
    const reference = references ? tlvValue(tlvs, 'user_message_reference') : undefined;
    firstSubmission ||= at;
    lastSubmission = at;
    const answer = (): void => {
      this.#socket.write(writePdu({ command: 'submit_sm_resp', sequence, body: { message_id: messageId } }));
      const { destination_addr: from, source_addr: to } = body;
      due.push({ due: now() + receiptAfter, from, to, messageId, reference });
    };
    if (answerAfter === 0) answer();
    else setTimeout(answer, answerAfter);
  }

  #receipted({ sequence, status }: PduOf<'deliver_sm_resp'>): void {
    const receipt = this.#receipts.get(sequence);
    this.#receipts.delete(sequence);
    if (receipt === undefined) return;
    if (status === 0) {
      receipts++;
      lastReceipt = now();
    } else due.push({ ...receipt, due: now() + again });
    this.deliver(now());
  }
}

function receiptPdu({ from, to, messageId, reference }: Receipt, sequence: number): Uint8Array {
  const state = MessageState.Delivered;
  const date = new Date();
  const text = deliveryReceiptText({ id: messageId, state, submitDate: date, doneDate: date });
  return writePdu({
    command: 'deliver_sm',
    sequence,
    body: {
      source_addr: from,
      destination_addr: to,
      esm_class: receiptFlags,
      short_message: Buffer.from(text, 'latin1'),
    },
    tlvs: [
      tlv('receipted_message_id', messageId),
      tlv('message_state', state),
      ...(reference === undefined ? [] : [tlv('user_message_reference', reference)]),
    ],
  });
}

/** The first digits of a text, which are of ASCII in all alphabets of one octet a character. */
function numberIn(text: Uint8Array): number {
  let number = -1;
  for (const octet of text) {
    if (octet >= 0x30 && octet <= 0x39) number = Math.max(number, 0) * 10 + octet - 0x30;
    else if (number >= 0) break;
  }
  return number;
}

function counts(): CarrierCounts {
  const repeated = Array.from(seen).flatMap(([number, times]) => (times > 1 ? [number] : []));
  return {
    submissions,
    messages: seen.size,
    repeated,
    receipts,
    firstSubmission,
    lastSubmission,
    lastReceipt,
  };
}

setInterval(() => {
  const at = now();
  for (const session of sessions) if (session.isReceiving) session.deliver(at);
}, tick);

const carrier = createServer((socket) => sessions.add(new Session(socket)));
const control = createHttpServer(({ url }, response) =>
  response.end(JSON.stringify(url === '/numbers' ? [...seen.keys()] : counts())),
);
const addressOf = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const listening = { smpp: await addressOf(carrier), control: await addressOf(control) };
process.stdout.write(`${JSON.stringify({ listening })}\n`);
process.once('SIGTERM', () => process.exit(0));
