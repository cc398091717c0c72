/** Status of Provision as a whole. [MS-ASPROV] 2.2.2.54.2 */
export const ProvisionStatus = {
  /** Done. */
  Success: 1,
  /** The request does not follow the protocol. */
  ProtocolError: 2,
  /** Something failed on the server. */
  ServerError: 3,
} as const;
export type ProvisionStatus = (typeof ProvisionStatus)[keyof typeof ProvisionStatus];

/** Status of a policy, in a response. [MS-ASPROV] 2.2.2.54.1 */
export const PolicyStatus = {
  /** Done. */
  Success: 1,
  /** There is no policy for this client. */
  NoPolicy: 2,
  /** The PolicyType is unknown. */
  UnknownPolicyType: 3,
  /** The policy on the server is corrupted. */
  PolicyCorrupted: 4,
  /** The client acknowledges with the wrong policy key. */
  WrongPolicyKey: 5,
} as const;
export type PolicyStatus = (typeof PolicyStatus)[keyof typeof PolicyStatus];

/** Status with which a client acknowledges a policy, in a request. [MS-ASPROV] 2.2.2.54.1 */
export const PolicyAcknowledgement = {
  /** The client keeps the policy. */
  Applied: 1,
  /** It keeps some of it, the PIN at least. */
  PartlyApplied: 2,
  /** It does not keep the policy. */
  NotApplied: 3,
  /** It is managed by others. */
  ManagedByOthers: 4,
} as const;
export type PolicyAcknowledgement = (typeof PolicyAcknowledgement)[keyof typeof PolicyAcknowledgement];

/** Status with which a client acknowledges a wipe, in a request. [MS-ASPROV] 2.2.2.54 */
export const WipeAcknowledgement = {
  /** The client wipes itself now. */
  Wiped: 1,
  /** It could not. */
  Failed: 2,
} as const;
export type WipeAcknowledgement = (typeof WipeAcknowledgement)[keyof typeof WipeAcknowledgement];
