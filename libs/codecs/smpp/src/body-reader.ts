/** Reads the mandatory fields of a PDU one after another, leniently. SMPP 3.4 3.1, 5.2 */
import { latin1Text } from '@postbus/bytes';
import type { Destination, Field, UnsuccessfulDestination } from './command.ts';
import type { PduDefect, PduDefectCode } from './pdu-defect.ts';
import { type PduHeader, headerLength } from './pdu-header.ts';
import { SmppError } from './smpp-error.ts';

const addressSize = 21;

export class BodyReader {
  readonly defects: PduDefect[] = [];
  offset = headerLength;
  readonly #bytes: Uint8Array;
  readonly #header: PduHeader;
  /** Answers that end early are read as far as they go: what they answer was done. */
  readonly #mayEnd: boolean;

  constructor(bytes: Uint8Array, header: PduHeader, mayEnd: boolean) {
    this.#bytes = bytes;
    this.#header = header;
    this.#mayEnd = mayEnd;
  }

  get remaining(): number {
    return this.#bytes.length - this.offset;
  }

  field(name: string, field: Field): unknown {
    switch (field.form) {
      case 'integer':
        return this.integer(name);
      case 'text':
        return this.text(name, field.size);
      case 'time':
        return this.time(name, field.size);
      case 'message':
        return this.octets(name, this.integer(name), field.size);
      case 'destinations':
        return this.#list(name, () => this.#destination(name));
      case 'unsuccessful':
        return this.#list(name, () => this.#unsuccessful(name));
      default:
        return undefined;
    }
  }

  integer(name: string): number {
    if (this.remaining < 1) return this.#ended(name) ?? 0;
    return this.#bytes[this.offset++]!;
  }

  integer32(name: string): number {
    return [0, 0, 0, 0].reduce((value) => value * 256 + this.integer(name), 0);
  }

  /** A C-octet string; one octet a character, so that nothing is lost of what is not ASCII. */
  text(name: string, size: number): string {
    if (this.remaining < 1) return this.#ended(name) ?? '';
    const start = this.offset;
    const terminator = this.#bytes.indexOf(0, start);
    const end = terminator === -1 ? this.#bytes.length : terminator;
    if (terminator === -1) this.defect('unterminated', start, name);
    else if (end - start >= size) this.defect('too-long', start, name);
    this.offset = terminator === -1 ? end : end + 1;
    return latin1Text(this.#bytes, start, end);
  }

  time(name: string, size: number): string {
    const start = this.offset;
    const value = this.text(name, Number.POSITIVE_INFINITY);
    // Times that a carrier reports may lack tenths and difference to UTC. 7.1.1 note
    const isWhole = value.length === size - 1 || (size > 1 && value.length === 12);
    if (value !== '' && !isWhole) this.defect('time-length', start, name);
    return value;
  }

  octets(name: string, length: number, most: number): Uint8Array {
    if (length > this.remaining) {
      throw this.error('truncated', name, `${length} octets told, ${this.remaining} there`);
    }
    if (length > most) this.defect('too-long', this.offset, name);
    const octets = this.#bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return octets;
  }

  uint16(): number {
    const value = (this.#bytes[this.offset]! << 8) | this.#bytes[this.offset + 1]!;
    this.offset += 2;
    return value;
  }

  defect(code: PduDefectCode, offset: number, field?: string): void {
    this.defects.push({ code, offset, ...(field !== undefined && { field }) });
  }

  error(code: 'truncated' | 'tlv-truncated' | 'bad-destination', field: string, message: string): SmppError {
    return new SmppError(code, message, { offset: this.offset, field, header: this.#header });
  }

  /**
   * A parameter that tells more octets than there are. What an error lacks is its text alone, and some have parameters
   * where a body would be: its status counts.
   */
  cut(name: string, length: number): void {
    const isError = this.#mayEnd && this.#header.commandStatus !== 0;
    if (!isError) throw this.error('tlv-truncated', name, `${length} octets told, ${this.remaining - 4} there`);
    this.defect('tlv-truncated', this.offset, name);
  }

  /** Tells once that an answer ended; a request that ends is refused. */
  #ended(name: string): undefined {
    if (!this.#mayEnd) throw this.error('truncated', name, 'the PDU ends before it');
    if (!this.defects.some(({ code }) => code === 'body-cut')) this.defect('body-cut', this.offset, name);
  }

  #list<Item>(name: string, read: () => Item): Item[] {
    const count = this.integer(name);
    const items: Item[] = [];
    while (items.length < count && this.remaining > 0) items.push(read());
    if (items.length < count) this.#ended(name);
    return items;
  }

  #destination(name: string): Destination {
    const flag = this.integer(name);
    if (flag === 2) return { dl_name: this.text('dl_name', addressSize) };
    if (flag === 1) return this.#address();
    throw this.error('bad-destination', name, `dest_flag ${flag}`);
  }

  #unsuccessful(name: string): UnsuccessfulDestination {
    return { ...this.#address(), error_status_code: this.integer32(name) };
  }

  #address(): { dest_addr_ton: number; dest_addr_npi: number; destination_addr: string } {
    return {
      dest_addr_ton: this.integer('dest_addr_ton'),
      dest_addr_npi: this.integer('dest_addr_npi'),
      destination_addr: this.text('destination_addr', addressSize),
    };
  }
}
