/** Status of Settings as a whole and of each property. [MS-ASCMD] 2.2.3.177.15 */
export const SettingsStatus = {
  /** Done. */
  Success: 1,
  /** The request does not follow the protocol. */
  ProtocolError: 2,
  /** Access is denied. */
  AccessDenied: 3,
  /** The server is unavailable; the client tries again. */
  ServerUnavailable: 4,
  /** A value is invalid. */
  InvalidArguments: 5,
  /** Values contradict each other. */
  ConflictingArguments: 6,
  /** The policy denies it. */
  DeniedByPolicy: 7,
} as const;
export type SettingsStatus = (typeof SettingsStatus)[keyof typeof SettingsStatus];
