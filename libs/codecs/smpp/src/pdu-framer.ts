/** Cuts a stream of octets into PDUs. SMPP 3.4 3.2 */
import { headerLength } from './pdu-header.ts';
import { SmppError } from './smpp-error.ts';

export interface FramerLimits {
  /** Stops a length of four gigabytes that would be waited and memory kept for: octets of one PDU. */
  readonly commandLength: number;
}

/** Room for a message_payload of 64 KiB and all else that a PDU may have. */
export const defaultFramerLimits: FramerLimits = { commandLength: 128 * 1024 };

export class PduFramer {
  readonly #limit: number;
  readonly #prefix = new Uint8Array(4);
  /** Octets of the PDU that is incomplete; 0 between PDUs. */
  #filled = 0;
  #pending: Uint8Array | undefined;
  /** Octets of the stream before the PDU that is next. */
  #offset = 0;
  #failure: SmppError | undefined;

  constructor(limits: Partial<FramerLimits> = {}) {
    this.#limit = limits.commandLength ?? defaultFramerLimits.commandLength;
  }

  /** Octets of a PDU that has begun and not ended. */
  get pending(): number {
    return this.#filled;
  }

  /**
   * The PDUs that end in `chunk`, each as soon as it is asked for; the iterator is to be run to its end. PDUs that lie
   * whole in a chunk are views of it, others are copied once.
   *
   * @throws {SmppError} `length-too-small`, `length-too-large`, after the PDUs before it: nothing after it can be read,
   * and each further call throws the same
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    let at = 0;
    while (this.#failure === undefined && at < chunk.length) {
      const whole = this.#filled === 0 ? this.#wholeAt(chunk, at) : undefined;
      if (whole !== undefined) {
        at += whole.length;
        this.#offset += whole.length;
        yield whole;
        continue;
      }
      at += this.#fill(chunk, at);
      const complete = this.#complete();
      if (complete !== undefined) yield complete;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** The PDU that begins at `at`, where all of it is there. */
  #wholeAt(chunk: Uint8Array, at: number): Uint8Array | undefined {
    if (chunk.length - at < 4) return undefined;
    const length = this.#checked(chunk, at);
    return length !== undefined && length <= chunk.length - at ? chunk.subarray(at, at + length) : undefined;
  }

  /** Takes what belongs to the PDU that is incomplete; returns how many octets that was. */
  #fill(chunk: Uint8Array, at: number): number {
    if (this.#failure !== undefined) return 0;
    const target = this.#pending ?? this.#prefix;
    const taken = chunk.subarray(at, at + target.length - this.#filled);
    target.set(taken, this.#filled);
    this.#filled += taken.length;
    if (this.#pending === undefined && this.#filled === 4) {
      const length = this.#checked(this.#prefix, 0);
      if (length === undefined) return taken.length;
      this.#pending = new Uint8Array(length);
      this.#pending.set(this.#prefix);
    }
    return taken.length;
  }

  #complete(): Uint8Array | undefined {
    const pending = this.#pending;
    if (pending === undefined || this.#filled < pending.length) return undefined;
    this.#pending = undefined;
    this.#filled = 0;
    this.#offset += pending.length;
    return pending;
  }

  #checked(bytes: Uint8Array, at: number): number | undefined {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
    if (length >= headerLength && length <= this.#limit) return length;
    const code = length < headerLength ? 'length-too-small' : 'length-too-large';
    this.#failure = new SmppError(code, `command_length ${length}`, { offset: this.#offset });
    return undefined;
  }
}
