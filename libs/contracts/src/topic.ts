/** A topic: its name with the version, and the schema of its events. One file a topic and version declares one. */
import { z } from 'zod';

export type ServiceName = 'ingest' | 'conversion' | 'relay' | 'sms-dispatch' | 'sync' | 'console' | 'postbus';

/** Who writes a topic and who reads it, told in the AsyncAPI document. */
export interface TopicFlow {
  readonly writtenBy: readonly ServiceName[];
  readonly readBy: readonly ServiceName[];
  /** `shared`: a group shares the partitions, at least once. `broadcast`: each process reads all from now on. */
  readonly reading: 'shared' | 'broadcast';
}

export interface Topic<Data = unknown> {
  /** `mail.received.v1` */
  readonly name: string;
  /** Told in the AsyncAPI document. */
  readonly description: string;
  readonly schema: z.ZodType<Data>;
  /** The key that orders its events: events of one key are handled one after another. */
  readonly key: (data: Data) => string;
  readonly flow: TopicFlow;
}

/** A topic whatever its data. */
export type AnyTopic = Omit<Topic, 'key'>;

/**
 * Declares a topic. Fields that a reader does not know are dropped, never refused: a version only gains optional fields.
 */
export function topic<Shape extends z.ZodRawShape>(
  name: string,
  description: string,
  flow: TopicFlow,
  shape: Shape,
  key: (data: z.output<z.ZodObject<Shape>>) => string,
): Topic<z.output<z.ZodObject<Shape>>> {
  return { name, description, flow, schema: z.object(shape), key };
}

export type DataOf<T> = T extends Topic<infer Data> ? Data : never;
