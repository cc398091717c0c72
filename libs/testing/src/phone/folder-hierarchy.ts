/** The folders that the phone knows. [MS-ASCMD] 2.2.1.5 */
import { type FolderDescription, FolderStatus, folderSyncRequest, folderSyncResponse } from '@postbus/activesync';
import type { CommandChannel } from './command-channel.ts';
import { PhoneError } from './phone-error.ts';

export class FolderHierarchy {
  /** By ServerId. */
  readonly folders = new Map<string, FolderDescription>();
  readonly #channel: CommandChannel;
  #syncKey = '0';

  constructor(channel: CommandChannel) {
    this.#channel = channel;
  }

  /** Brings `folders` up to date, from the beginning where the server knows the SyncKey no more. */
  async sync(): Promise<void> {
    const response = await this.#channel.command('FolderSync', folderSyncRequest, folderSyncResponse, {
      SyncKey: this.#syncKey,
    });
    if (response?.Status === FolderStatus.InvalidSyncKey) {
      this.#syncKey = '0';
      this.folders.clear();
      return this.sync();
    }
    if (response?.Status !== FolderStatus.Success)
      throw new PhoneError('command-status', response?.Status ?? 0, 'FolderSync failed');
    this.#syncKey = response.SyncKey ?? this.#syncKey;
    for (const { ServerId } of response.Changes?.Delete ?? []) this.folders.delete(ServerId);
    for (const folder of [...(response.Changes?.Update ?? []), ...(response.Changes?.Add ?? [])]) {
      this.folders.set(folder.ServerId, folder);
    }
  }

  /** ServerId of the first folder of a FolderType. */
  ofType(type: number): string {
    for (const folder of this.folders.values()) if (folder.Type === type) return folder.ServerId;
    throw new PhoneError('protocol', type, 'there is no folder of this type');
  }
}
