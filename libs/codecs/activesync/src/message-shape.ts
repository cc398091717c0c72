import type { Namespace, Tag } from '@postbus/wbxml';
import type { Content } from './content.ts';

/** The description of a request or a response, as data. */
export interface MessageShape {
  readonly namespace: Namespace;
  readonly name: string;
  readonly tag: Tag;
  readonly direction: 'request' | 'response';
  readonly content: Content;
  /** The Status that answers a request which differs from the description. */
  readonly malformed: number;
  /** The Status where an element is missing. */
  readonly missing: number;
}
