/** Which addresses are an account's own. */
import { type Account, DomainError, addressKey } from '@postbus/domain';

export function owns({ address: primary, aliases }: Account, address: string): boolean {
  const key = keyOf(address);
  return key !== undefined && [primary, ...aliases].some((own) => keyOf(own) === key);
}

/** The form under which addresses are compared; undefined where it is none. */
export function keyOf(address: string): string | undefined {
  try {
    return addressKey(address);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
