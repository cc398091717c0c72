/** Ids of audit entries, which sort in the order of their times: UUID version 7. RFC 9562 5.7, 6.2 method 1 */

const versionAndVariant = { version: 0x7000, variant: 0x8000 };
const highestCount = 0xfff;

/** Makes ids for entries of one process: of two made in the same millisecond the later sorts behind. */
export function auditIds(): (time: number) => string {
  let last = 0;
  let count = 0;
  return (time) => {
    if (time > last) [last, count] = [time, 0];
    else if (count < highestCount) count += 1;
    else [last, count] = [last + 1, 0];
    return written(last, count, crypto.getRandomValues(new Uint8Array(8)));
  };
}

/** What every id of an entry at or after `time` (epoch milliseconds) sorts behind, or equals. */
export function lowestAuditId(time: number): string {
  return written(Math.max(0, time), 0, new Uint8Array(8));
}

function written(time: number, count: number, random: Uint8Array): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const milliseconds = hex(time, 12);
  const { version, variant } = versionAndVariant;
  const third = hex(version | count, 4);
  const fourth = hex(variant | ((random[0]! & 0x3f) << 8) | random[1]!, 4);
  const rest = Array.from(random.subarray(2), (byte) => hex(byte, 2)).join('');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-${third}-${fourth}-${rest}`;
}
