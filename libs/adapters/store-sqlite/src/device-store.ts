/** The DeviceStore over the same file: each write compares the version that its writer knew. */
import type { Device, DeviceId, JsonValue, MailboxScope } from '@postbus/domain';
import { type DeviceStore, PortError, type Versioned } from '@postbus/ports';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import { checkAccess, openMailbox } from './mailbox-row.ts';

interface VersionedRow {
  readonly version: number;
  readonly json: string;
}

export class SqliteDeviceStore implements DeviceStore {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;

  constructor(connection: Connection, commits: GroupCommit) {
    this.#connection = connection;
    this.#commits = commits;
  }

  async devices(scope: MailboxScope): Promise<Device[]> {
    return this.#read(scope, (mailbox) =>
      this.#connection
        .all<{ readonly device: string }>('SELECT device FROM devices WHERE mailbox = ? ORDER BY id', mailbox)
        .map(({ device }) => JSON.parse(device) as Device),
    );
  }

  async device(scope: MailboxScope, id: DeviceId): Promise<Versioned<Device> | undefined> {
    return this.#read(scope, (mailbox) =>
      versioned<Device>(
        this.#connection.get('SELECT version, device AS json FROM devices WHERE mailbox = ? AND id = ?', mailbox, id),
      ),
    );
  }

  putDevice(scope: MailboxScope, device: Device, ifVersion: number): Promise<void> {
    return this.#write(scope, (mailbox) => {
      const { changes } =
        ifVersion === 0
          ? this.#connection.run(
              'INSERT OR IGNORE INTO devices (mailbox, id, version, device) VALUES (?, ?, 1, ?)',
              mailbox,
              device.id,
              JSON.stringify(device),
            )
          : this.#connection.run(
              'UPDATE devices SET device = ?, version = version + 1 WHERE mailbox = ? AND id = ? AND version = ?',
              JSON.stringify(device),
              mailbox,
              device.id,
              ifVersion,
            );
      if (changes === 0) throw conflict(`device ${device.id}`, ifVersion);
    });
  }

  removeDevice(scope: MailboxScope, id: DeviceId): Promise<void> {
    return this.#write(scope, (mailbox) => {
      this.#connection.run('DELETE FROM devices WHERE mailbox = ? AND id = ?', mailbox, id);
      this.#connection.run('DELETE FROM device_states WHERE mailbox = ? AND device = ?', mailbox, id);
    });
  }

  async state(scope: MailboxScope, id: DeviceId, name: string): Promise<Versioned<JsonValue> | undefined> {
    return this.#read(scope, (mailbox) =>
      versioned<JsonValue>(
        this.#connection.get(
          'SELECT version, state AS json FROM device_states WHERE mailbox = ? AND device = ? AND name = ?',
          mailbox,
          id,
          name,
        ),
      ),
    );
  }

  putState(scope: MailboxScope, id: DeviceId, name: string, state: JsonValue, ifVersion: number): Promise<void> {
    const json = JSON.stringify(state);
    return this.#write(scope, (mailbox) => {
      const { changes } =
        ifVersion === 0
          ? this.#connection.run(
              'INSERT OR IGNORE INTO device_states (mailbox, device, name, version, state) VALUES (?, ?, ?, 1, ?)',
              mailbox,
              id,
              name,
              json,
            )
          : this.#connection.run(
              `UPDATE device_states SET state = ?, version = version + 1
               WHERE mailbox = ? AND device = ? AND name = ? AND version = ?`,
              json,
              mailbox,
              id,
              name,
              ifVersion,
            );
      if (changes === 0) throw conflict(`state ${name} of device ${id}`, ifVersion);
    });
  }

  removeStates(scope: MailboxScope, id: DeviceId, prefix: string): Promise<void> {
    return this.#write(scope, (mailbox) => {
      this.#connection.run(
        'DELETE FROM device_states WHERE mailbox = ? AND device = ? AND substr(name, 1, length(?3)) = ?3',
        mailbox,
        id,
        prefix,
      );
    });
  }

  #read<Result>(scope: MailboxScope, read: (mailbox: number) => Result): Result {
    return read(openMailbox(this.#connection, scope).number);
  }

  async #write(scope: MailboxScope, write: (mailbox: number) => void): Promise<void> {
    checkAccess(scope);
    await this.#commits.write(() => write(openMailbox(this.#connection, scope).number));
  }
}

function versioned<Value>(row: VersionedRow | undefined): Versioned<Value> | undefined {
  return row === undefined ? undefined : { value: JSON.parse(row.json) as Value, version: row.version };
}

function conflict(subject: string, ifVersion: number): PortError {
  return new PortError('conflict', 'device-store', `${subject} is no longer at version ${ifVersion}`);
}
