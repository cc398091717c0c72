/** A topic: its name with the version, and the schema of its events. One file a topic and version declares one. */
import { z } from 'zod';

export interface Topic<Data = unknown> {
  /** `mail.received.v1` */
  readonly name: string;
  /** Told in the AsyncAPI document. */
  readonly description: string;
  readonly schema: z.ZodType<Data>;
  /** The key that orders its events: events of one key are handled one after another. */
  readonly key: (data: Data) => string;
}

/**
 * Declares a topic. Fields that a reader does not know are dropped, never refused: a version only gains optional fields.
 */
export function topic<Shape extends z.ZodRawShape>(
  name: string,
  description: string,
  shape: Shape,
  key: (data: z.output<z.ZodObject<Shape>>) => string,
): Topic<z.output<z.ZodObject<Shape>>> {
  return { name, description, schema: z.object(shape), key };
}

export type DataOf<T> = T extends Topic<infer Data> ? Data : never;
