/** What an operation of the admin API is: one description, from which server, client and OpenAPI document are made. */
import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  readonly method: Method;
  /** `/v1/accounts/{address}`: what stands in braces is taken from the input. */
  readonly path: string;
  readonly summary: string;
  /** What is not in the path is the query of a GET or DELETE, the body of a POST or PUT. */
  readonly input: Input;
  readonly output: Output;
}

export function operation<Input extends z.ZodObject, Output extends z.ZodType>(
  description: Operation<Input, Output>,
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
