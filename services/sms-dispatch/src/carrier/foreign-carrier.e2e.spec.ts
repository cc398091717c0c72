/** The started service with a carrier that others wrote at its other end: jsmpp's server classes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { ServiceFolder, isBuilt, ownNumber } from '../../test/service-folder.ts';

const jars = process.env['POSTBUS_READERS_SMS_JARS'];
const hasJsmpp =
  jars !== undefined && globSync(join(jars, 'jsmpp-*.jar')).length > 0 && spawnSync('java', ['-version']).status === 0;

/**
 * Answers with ids in hexadecimal and tells them decimal in receipts, before the answer perhaps; refuses numbers that end
 * in 9; sends a text in two parts, the second one first, to whoever sent the first message.
 */
const program = `
import java.util.concurrent.atomic.*;
import org.jsmpp.bean.*; import org.jsmpp.extra.*; import org.jsmpp.session.*;
public class Carrier {
  static final AtomicLong ids = new AtomicLong(0xa00);
  public static void main(String[] args) throws Exception {
    int port;
    try (java.net.ServerSocket free = new java.net.ServerSocket(0)) { port = free.getLocalPort(); }
    SMPPServerSessionListener listener = new SMPPServerSessionListener(port);
    System.out.println("port " + port);
    for (;;) {
      SMPPServerSession session = listener.accept();
      new Thread(() -> { try { serve(session); } catch (Exception e) { System.out.println("fault " + e); } }).start();
    }
  }
  static void serve(SMPPServerSession session) throws Exception {
    session.setMessageReceiverListener((ServerMessageReceiverListener) java.lang.reflect.Proxy.newProxyInstance(Carrier.class.getClassLoader(), new Class<?>[] { ServerMessageReceiverListener.class }, (proxy, method, given) -> {
      if (!method.getName().equals("onAcceptSubmitSm")) throw new ProcessRequestException("no", 8);
      SubmitSm submit = (SubmitSm) given[0];
      if (submit.getDestAddress().endsWith("9")) throw new ProcessRequestException("no", 0x0b);
      long id = ids.incrementAndGet();
      System.out.println("submit " + submit.getSourceAddr() + " " + submit.getDestAddress() + " " + submit.getShortMessage().length + (submit.isUdhi() ? " part" : ""));
      later(() -> { deliver(session, submit, MessageType.SMSC_DEL_RECEIPT, ("id:" + id + " sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:").getBytes(), false); System.out.println("receipted"); });
      if (id == 0xa01) later(() -> {
        deliver(session, submit, MessageType.DEFAULT, new byte[] { 5, 0, 3, 7, 2, 2, 'w', 'o', 'r', 'l', 'd' }, true);
        deliver(session, submit, MessageType.DEFAULT, new byte[] { 5, 0, 3, 7, 2, 1, 'H', 'i', ' ' }, true);
        System.out.println("answered");
      });
      return new SubmitSmResult(new org.jsmpp.util.MessageId(Long.toHexString(id)), new OptionalParameter[0]);
    }));
    session.addSessionStateListener((now, before, source) -> System.out.println("state " + now));
    BindRequest bind = session.waitForBind(5000);
    if (bind.getPassword().equals("geheim42")) bind.accept("jsmpp", InterfaceVersion.IF_34); else bind.reject(0x0e);
  }
  interface Work { void run() throws Exception; }
  static void later(Work work) { new Thread(() -> { try { work.run(); } catch (Exception e) { System.out.println("fault " + e); } }).start(); }
  static void deliver(SMPPServerSession session, SubmitSm submit, MessageType type, byte[] octets, boolean hasHeader) throws Exception {
    session.deliverShortMessage("", TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN, submit.getDestAddress(), TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN, submit.getSourceAddr(),
      new ESMClass(MessageMode.DEFAULT, type, hasHeader ? GSMSpecificFeature.UDHI : GSMSpecificFeature.DEFAULT), (byte) 0, (byte) 0, new RegisteredDelivery(0), DataCodings.ZERO, octets);
  }
}
`;

const texts = [
  { number: '+31612345671', text: 'Hi' },
  { number: '+31612345672', text: 'A long one. '.repeat(30) },
  { number: '+31612345673', text: 'Привет 👋' },
  { number: '+31612345679', text: 'Nobody' },
];

describe.skipIf(!isBuilt || !hasJsmpp)('a server of jsmpp', () => {
  it('takes messages, tells their receipts, and delivers an answer in parts into the mailbox', async () => {
    const source = mkdtempSync(join(tmpdir(), 'jsmpp-'));
    writeFileSync(join(source, 'Carrier.java'), program);
    const path = globSync(join(jars!, '{jsmpp,slf4j-api}-*.jar')).join(delimiter);
    const carrier = spawn('java', ['-cp', path, join(source, 'Carrier.java')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(carrier, 'exit');
    const lines: string[] = [];
    const reader = createInterface({ input: carrier.stdout }).on('line', (line) => lines.push(line));
    const told = async (start: string, times = 1): Promise<string[]> => {
      for (;;) {
        const found = lines.filter((line) => line.startsWith(start));
        if (found.length >= times) return found;
        if (carrier.exitCode !== null) throw new Error(lines.join('\n'));
        await Promise.race([once(reader, 'line'), ended]);
      }
    };
    let folder: ServiceFolder | undefined;
    try {
      const port = (await told('port'))[0]!.slice(5);
      folder = await ServiceFolder.make(texts, { hosts: [`127.0.0.1:${port}`], rate: 1000 });
      const service = await folder.start();
      // One, three parts, and one of UCS-2.
      await told('receipted', 5);
      await told('answered');
      await service.stop();
      await told('state UNBOUND');
      expect(lines.filter((line) => line.startsWith('fault'))).toEqual([]);
      const from = ownNumber.slice(1);
      expect((await told('submit')).toSorted()).toEqual([
        `submit ${from} 31612345671 2`,
        `submit ${from} 31612345672 159 part`,
        `submit ${from} 31612345672 159 part`,
        `submit ${from} 31612345672 60 part`,
        `submit ${from} 31612345673 18`,
      ]);
      const states = (await folder.messages()).map(
        ({ recipients, state, fault }) => [recipients[0]!.number, { state, code: fault?.code }] as const,
      );
      expect(Object.fromEntries(states)).toEqual({
        '+31612345671': { state: 'delivered' },
        '+31612345672': { state: 'delivered' },
        '+31612345673': { state: 'delivered' },
        '+31612345679': { state: 'failed', code: 'ESME_RINVDSTADR' },
      });
      expect(await folder.inbox()).toMatchObject([{ text: 'Hi world' }]);
    } finally {
      carrier.kill('SIGKILL');
      rmSync(source, { recursive: true });
      folder?.remove();
    }
  }, 60_000);
});
