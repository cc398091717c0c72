import { Command } from 'commander';
import { everyAccount } from '../admin/every-account.ts';
import type { Administration, Device } from '../admin/operations.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

export function deviceCommand(): Command {
  return new Command('device')
    .summary('list, wipe and forget devices')
    .description('Phones and other devices that synchronize mailboxes.')
    .addCommand(list())
    .addCommand(wipe())
    .addCommand(remove());
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the devices of an account, or of all.')
    .argument('[address]')
    .action((address: string | undefined, options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ devices: await devicesOf(administration, address) }),
        ({ devices }, palette) =>
          devices.length === 0
            ? 'There are no devices.\n'
            : table(
                ['ACCOUNT', 'DEVICE', 'TYPE', 'NAME', 'PROTOCOL', 'NUMBER', 'SENDS TEXTS', 'LAST SEEN', 'WIPE'],
                devices.map(rowOf),
                palette,
              ),
      ),
    );
}

async function devicesOf(administration: Administration, address: string | undefined): Promise<Device[]> {
  const addresses =
    address === undefined ? (await everyAccount(administration)).map((account) => account.address) : [address];
  const devices: Device[] = [];
  for (const one of addresses) devices.push(...(await administration.listDevices({ address: one })).devices);
  return devices;
}

function rowOf(device: Device): string[] {
  const { account, id, type, name, protocolVersion, phoneNumber, outboundSmsSince, lastSeen, wipe } = device;
  const sends = outboundSmsSince === undefined ? '' : `since ${outboundSmsSince.slice(0, 10)}`;
  const seen = lastSeen.slice(0, 16).replace('T', ' ');
  return [account, id, type, name ?? '', protocolVersion ?? '', phoneNumber ?? '', sends, seen, wipe ?? ''];
}

function wipe(): Command {
  return withAdmin(new Command('wipe'))
    .description('Has a device wipe itself, with all that is on it, the next time that it connects.')
    .argument('<address>')
    .argument('<device>', 'as postbus device list names it')
    .action((address: string, device: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.wipeDevice({ address, device }),
        ({ id }, palette) => `${palette.good('Asked')} ${id} to wipe itself\n`,
      ),
    );
}

function remove(): Command {
  return withAdmin(new Command('remove'))
    .description('Forgets a device; it begins anew if it connects again.')
    .argument('<address>')
    .argument('<device>', 'as postbus device list names it')
    .action((address: string, device: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.removeDevice({ address, device }),
        ({ id }, palette) => `${palette.good('Forgot')} ${id}\n`,
      ),
    );
}
