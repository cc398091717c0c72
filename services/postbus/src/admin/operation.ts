/** What an operation of the admin API is: one description, from which server, client, audit and OpenAPI document are made. */
import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What the audit log tells of an operation. A member of the input that is not named here is never written there. */
export interface AuditTraits<Member extends string = string, Output = unknown> {
  /** The member that names what it concerns; absent where that is no one thing. */
  readonly subject?: Member;
  readonly details?: readonly Member[];
  /** How many it concerned. */
  count?(output: Output): number;
}

export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  readonly method: Method;
  /** `/v1/accounts/{address}`: what stands in braces is taken from the input. */
  readonly path: string;
  readonly summary: string;
  /** What is not in the path is the query of a GET or DELETE, the body of a POST or PUT. */
  readonly input: Input;
  readonly output: Output;
  /** Absent where it only looks. */
  readonly audit?: AuditTraits;
  /** Present where the input holds what nobody may hear on its way, on the machine neither: it goes by the Unix socket or TLS. */
  readonly confidential?: true;
}

type Description<Input extends z.ZodObject, Output extends z.ZodType> = Omit<Operation<Input, Output>, 'audit'> & {
  readonly audit?: AuditTraits<keyof Input['shape'] & string, z.output<Output>>;
};

export function operation<Input extends z.ZodObject, Output extends z.ZodType>(
  description: Description<Input, Output>,
): Operation<Input, Output> {
  return description;
}

/** The names in braces. */
export function pathParameters(path: string): string[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name!);
}

export function hasBody(method: Method): boolean {
  return method === 'POST' || method === 'PUT';
}
