/** The commands by the numbers that the base64-encoded query value has for them. [MS-ASHTTP] 2.2.1.1.1.1.2 */
export const commandCodes = {
  Sync: 0,
  SendMail: 1,
  SmartForward: 2,
  SmartReply: 3,
  GetAttachment: 4,
  FolderSync: 9,
  FolderCreate: 10,
  FolderDelete: 11,
  FolderUpdate: 12,
  MoveItems: 13,
  GetItemEstimate: 14,
  MeetingResponse: 15,
  Search: 16,
  Settings: 17,
  Ping: 18,
  ItemOperations: 19,
  Provision: 20,
  ResolveRecipients: 21,
  ValidateCert: 22,
  Find: 23,
} as const;
export type CommandName = keyof typeof commandCodes;

const namesByCode = new Map<number, CommandName>(
  Object.entries(commandCodes).map(([name, code]) => [code, name as CommandName]),
);

/** The command with this number, or undefined. */
export function commandWithCode(code: number): CommandName | undefined {
  return namesByCode.get(code);
}

/** Whether `name` is a command that has a number. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandCodes, name);
}
