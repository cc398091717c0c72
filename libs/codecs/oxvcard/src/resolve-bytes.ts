/** Values that lie outside the Message object. */
import type { ExternalValue, ResolveValue } from '@postbus/mapi';
import { VCardError } from './vcard-error.ts';

export type ResolveBytes = ResolveValue;

/** `resolve`, or what refuses every value where nothing was given. */
export function resolverOf(resolve: ResolveValue | undefined): ResolveBytes {
  return resolve ?? unresolved;
}

function unresolved(value: ExternalValue): never {
  throw new VCardError('value-not-here', 0, `a value lies outside, ${JSON.stringify(value)}, and nothing reads it,`);
}
