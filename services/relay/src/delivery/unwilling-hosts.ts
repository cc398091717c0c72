/**
 * What the hosts of a domain will never do: take mail from us, or take this message as it is. One that is willing may
 * follow in the list, and every one is tried (RFC 5321 5.1); a recipient fails once all have said no.
 */
import type { NextHop } from '../routing/next-hops.ts';
import type { Outcome } from './delivery-state.ts';
import { permanent } from './outcome.ts';

export class UnwillingHosts {
  private readonly refusing = new Set<NextHop>();
  /** Why not, by host, by address of the recipient: a host offers the same at each of its own addresses. */
  private readonly lacking = new Map<string, Map<string, Outcome>>();

  /** It never takes mail from us. RFC 7504 */
  refuses(hop: NextHop): void {
    this.refusing.add(hop);
  }

  /** It does not offer what the message or the recipient needs. @param why an outcome of failure */
  lacks({ host }: NextHop, address: string, why: Outcome): void {
    const hosts = this.lacking.get(address) ?? new Map<string, Outcome>();
    this.lacking.set(address, hosts.set(host, hosts.get(host) ?? why));
  }

  /**
   * @param hops all that were tried
   * @param last outcome of the recipient
   * @returns the failure of the recipient; undefined where one of the hops may take it yet
   */
  verdict(address: string, hops: readonly NextHop[], last: Outcome | undefined): Outcome | undefined {
    const lacking = this.lacking.get(address);
    const final = hops.length > 0 && hops.every((hop) => this.refusing.has(hop) || lacking?.has(hop.host) === true);
    if (!final) return undefined;
    const [why = last] = lacking?.values() ?? [];
    return why && permanent(why);
  }
}
