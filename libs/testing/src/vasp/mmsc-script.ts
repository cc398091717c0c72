/** What a simulated carrier of multimedia messages answers, and what goes wrong with it. */
import type { Mm7Message, SubmitRequest } from '@postbus/mm7';
import type { MimeEntity } from '@postbus/mime';

/** A submission as it came. */
export interface MmscSubmission {
  readonly request: SubmitRequest;
  readonly content: MimeEntity | undefined;
  /** `user:password` of Basic authentication. */
  readonly credentials: string | undefined;
  readonly contentType: string;
  readonly soapAction: string | undefined;
  readonly body: Uint8Array;
}

export interface MmscAnswer {
  /** Of MM7; 1000 unless told. */
  readonly status?: number;
  /** The next one of its counting unless told. */
  readonly messageId?: string;
  /** Milliseconds until the answer. */
  readonly delay?: number;
  /** In the place of submit.RES. */
  readonly message?: Mm7Message;
  /** A status of HTTP without anything of MM7; `message` has another then. */
  readonly http?: number;
  /** Of the body in the place of any; not of MM7. */
  readonly body?: string;
}

/** `silence` never answers, `drop` ends the connection once the request was read. */
export type MmscReply = 'silence' | 'drop' | MmscAnswer;

export interface MmscScript {
  /** `index` counts submissions from 0. */
  readonly submit?: (submission: MmscSubmission, index: number) => MmscReply;
  /** Ends each connection before anything of its request is read. */
  readonly deaf?: boolean;
}
