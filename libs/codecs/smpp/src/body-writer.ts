/** Writes the mandatory fields of a PDU one after another, strictly. SMPP 3.4 3.1, 5.2 */
import type { Destination, Field, UnsuccessfulDestination } from './command.ts';
import { SmppError } from './smpp-error.ts';
import { isSmppTime } from './smpp-time.ts';

const addressSize = 21;

/** Most PDUs are written in it, one after another; what leaves is a copy. */
const scratch = new Uint8Array(512);

export class BodyWriter {
  #bytes = scratch;
  #length = 0;

  /** What was written, as a copy of its own. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  field(name: string, { form, size }: Field, value: unknown): void {
    switch (form) {
      case 'integer':
        this.integer(name, (value as number | undefined) ?? 0, 1);
        break;
      case 'text':
        this.text(name, (value as string | undefined) ?? '', size);
        break;
      case 'time':
        this.#time(name, (value as string | undefined) ?? '', size);
        break;
      case 'message':
        this.#counted(name, (value as Uint8Array | undefined) ?? new Uint8Array(0), size);
        break;
      case 'destinations':
        this.#destinations(name, (value as readonly Destination[] | undefined) ?? [], size);
        break;
      default:
        this.#unsuccessful(name, (value as readonly UnsuccessfulDestination[] | undefined) ?? [], size);
    }
  }

  /** A number of `size` octets, the high one first. */
  integer(name: string, value: number, size: 1 | 2 | 4): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw new SmppError('not-a-value', `${value} does not fit ${size} octets`, { offset: this.#length, field: name });
    }
    this.#room(size);
    for (let shift = 8 * (size - 1); shift >= 0; shift -= 8) this.#bytes[this.#length++] = (value >>> shift) & 0xff;
  }

  octets(octets: Uint8Array): void {
    this.#room(octets.length);
    this.#bytes.set(octets, this.#length);
    this.#length += octets.length;
  }

  /** A C-octet string: ASCII, and a NUL, in no more than `size` octets. */
  text(name: string, value: string, size: number): void {
    if (value.length >= size) {
      throw new SmppError('too-long', `${value.length} characters, ${size - 1} allowed`, {
        offset: this.#length,
        field: name,
      });
    }
    this.#room(value.length + 1);
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit === 0 || unit > 0x7f) {
        throw new SmppError('not-a-value', `character ${index} is not ASCII`, { offset: this.#length, field: name });
      }
      this.#bytes[this.#length++] = unit;
    }
    this.#bytes[this.#length++] = 0;
  }

  #time(name: string, value: string, size: number): void {
    if (value !== '' && !isSmppTime(value)) {
      throw new SmppError('not-a-value', 'not a time of 7.1.1', { offset: this.#length, field: name });
    }
    this.text(name, value, size);
  }

  #counted(name: string, octets: Uint8Array, most: number): void {
    if (octets.length > most) {
      throw new SmppError('too-long', `${octets.length} octets, ${most} allowed`, {
        offset: this.#length,
        field: name,
      });
    }
    this.integer(name, octets.length, 1);
    this.octets(octets);
  }

  #destinations(name: string, destinations: readonly Destination[], most: number): void {
    this.#count(name, destinations.length, 1, most);
    for (const destination of destinations) {
      if ('dl_name' in destination) {
        this.integer('dest_flag', 2, 1);
        this.text('dl_name', destination.dl_name, addressSize);
      } else {
        this.integer('dest_flag', 1, 1);
        this.#address(destination);
      }
    }
  }

  #unsuccessful(name: string, destinations: readonly UnsuccessfulDestination[], most: number): void {
    this.#count(name, destinations.length, 0, most);
    for (const destination of destinations) {
      this.#address(destination);
      this.integer('error_status_code', destination.error_status_code, 4);
    }
  }

  #count(name: string, count: number, least: number, most: number): void {
    if (count < least || count > most) {
      throw new SmppError('not-a-value', `${count} destinations`, { offset: this.#length, field: name });
    }
    this.integer(name, count, 1);
  }

  #address(address: { dest_addr_ton: number; dest_addr_npi: number; destination_addr: string }): void {
    this.integer('dest_addr_ton', address.dest_addr_ton, 1);
    this.integer('dest_addr_npi', address.dest_addr_npi, 1);
    this.text('destination_addr', address.destination_addr, addressSize);
  }

  #room(octets: number): void {
    if (this.#length + octets <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + octets));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
