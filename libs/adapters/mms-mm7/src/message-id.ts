/** Of an id that a carrier gives, as it is kept; stops one of a megabyte from being stored for each of ten thousand reports. */
const longest = 255;

/** The same of an answer and of its reports. */
export function keptMessageId(messageId: string): string {
  return messageId.slice(0, longest);
}
