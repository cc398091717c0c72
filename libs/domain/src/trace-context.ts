/** Where in a trace something happens, as the `traceparent` header tells it. W3C Trace Context, 3.2 */
import { toHex } from '@postbus/bytes';

export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 of them: the span that caused what follows (parent-id). */
  readonly spanId: string;
  /** Whether the caller may have recorded its part. */
  readonly sampled: boolean;
}

/** version "-" trace-id "-" parent-id "-" trace-flags, and whatever a later version appends. 3.2.2 */
const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeroTrace = '0'.repeat(32);
const zeroSpan = '0'.repeat(16);

/** The context that `text` tells, or undefined where it is to be ignored. 3.2.2.1 to 3.2.2.5, 4.3 */
export function parseTraceparent(text: string): TraceContext | undefined {
  const [, version, traceId, spanId, flags, more] = form.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (traceId === zeroTrace || spanId === zeroSpan) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** In version 00. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The beginning of a trace of its own. */
export function newTraceparent(): string {
  return formatTraceparent({ traceId: randomHex(16), spanId: randomHex(8), sampled: true });
}

/** Random bytes are asked for in advance: a call for each id costs more than all the rest of it. */
const pool = new Uint8Array(4096);
let used = pool.length;

function randomHex(length: number): string {
  if (used + length > pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, (used += length));
  // All zeros would be no id. 3.2.2.3, 3.2.2.4
  bytes[0]! |= 1;
  return toHex(bytes);
}
