/** A message read from a file of any format. */
import type { MessageObject, ResolveValue } from '@postbus/mapi';
import type { MessageFormat } from './format.ts';

export interface MessageFile {
  readonly format: MessageFormat;
  readonly message: MessageObject;
  /** The original, byte for byte, where the file has it: an eml, or a JSON document that carries it. */
  readonly mime: Uint8Array | undefined;
  /** Gives the values of `message` that lie in the original. */
  readonly resolve: ResolveValue;
  /** What was wrong in the file, in the order of their places; the message is what could be had all the same. */
  readonly defects: readonly MessageDefect[];
}

/** What `writeMessageFile` takes: a `MessageFile`, or a message from elsewhere. */
export interface MessageSource {
  readonly message: MessageObject;
  /** Given back as it is for eml; leave it out where the message was changed. */
  readonly mime?: Uint8Array | undefined;
  /** Gives the values that lie outside; without it there may be none. */
  readonly resolve?: ResolveValue | undefined;
}

export interface MessageDefect {
  /** Stable; those of the codec that read the file. */
  readonly code: string;
  /** One sentence: what was wrong, and what became of it. */
  readonly message: string;
  /** For people: `part 1.2, byte 345`, `/__attach_version1.0_#00000000`. */
  readonly place: string;
  /** Bytes from the start of the file, or of the decoded part or the stream that `place` names. */
  readonly offset?: number;
}
