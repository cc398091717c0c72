/** Protocol versions that are spoken here. [MS-ASHTTP] 2.2.1.1.2.6 */
export const protocolVersions = ['14.0', '14.1', '16.0', '16.1'] as const;

export type ProtocolVersion = (typeof protocolVersions)[number];

/** Whether `text`, as it stands in MS-ASProtocolVersion, is a version spoken here. */
export function isProtocolVersion(text: string): text is ProtocolVersion {
  return (protocolVersions as readonly string[]).includes(text);
}

/** The versions that have an element: from `since` to `until`, both included; all where neither is told. */
export interface VersionRange {
  readonly since?: ProtocolVersion;
  readonly until?: ProtocolVersion;
}

/** Whether `version` is within `range`. */
export function inVersion(range: VersionRange, version: ProtocolVersion): boolean {
  const { since, until } = range;
  if (since === undefined && until === undefined) return true;
  const at = protocolVersions.indexOf(version);
  return (
    (since === undefined || at >= protocolVersions.indexOf(since)) &&
    (until === undefined || at <= protocolVersions.indexOf(until))
  );
}
